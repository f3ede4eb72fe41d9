/**
 * The kinds of the core group ({@code v1}), one package a kind; what several of them share is here.
 */
@NullMarked
package io.binnacle.registry.core;

import org.jspecify.annotations.NullMarked;
