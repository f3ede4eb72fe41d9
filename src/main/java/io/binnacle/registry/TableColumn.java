package io.binnacle.registry;

import io.binnacle.apimachinery.meta.ApiObject;
import java.time.Instant;
import java.util.function.BiFunction;

/**
 * One column of {@code kubectl get} ({@code metav1.TableColumnDefinition}).
 *
 * @param type OpenAPI type: string, integer, number, boolean, date
 * @param format such as {@code name}; may be empty
 * @param priority 0 is always shown, 1 with {@code -o wide}
 * @param cell the value for an object at a moment: a String, a number or a Boolean; ages are
 *     already durations
 */
public record TableColumn(
    String name,
    String type,
    String format,
    String description,
    int priority,
    BiFunction<ApiObject, Instant, Object> cell) {}
