package io.binnacle.schema.protobuf;

import com.google.protobuf.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes in protobuf's wire format, written in one pass: the length of an inner message, which
 * stands before it, is put in when the message ends. Used by one thread.
 */
final class WireBuffer {
  private static final int INITIAL_BYTES = 1024;
  private static final int ONE_BYTE_LENGTH = 0x7f;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int size;

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int count) {
    if (bytes.length - size < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + count));
    }
  }

  void raw(byte[] content) {
    reserve(content.length);
    System.arraycopy(content, 0, bytes, size, content.length);
    size += content.length;
  }

  private void varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void tag(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  void integer(int field, long value) {
    tag(field, WireFormat.WIRETYPE_VARINT);
    varint(value);
  }

  void bool(int field, boolean value) {
    integer(field, value ? 1 : 0);
  }

  void decimal(int field, double value) {
    tag(field, WireFormat.WIRETYPE_FIXED64);
    reserve(Long.BYTES);
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      bytes[size++] = (byte) (bits >>> shift);
    }
  }

  void text(int field, String value) {
    bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(int field, byte[] value) {
    tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    varint(value.length);
    raw(value);
  }

  /**
   * Begins an inner message.
   *
   * @return what {@link #end} must be given
   */
  int begin(int field) {
    tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    reserve(1);
    return ++size;
  }

  /** Ends an inner message. One byte was left for its length, which is enough for most. */
  void end(int start) {
    int length = size - start;
    if (length <= ONE_BYTE_LENGTH) {
      bytes[start - 1] = (byte) length;
      return;
    }
    int more = lengthBytes(length) - 1;
    reserve(more);
    System.arraycopy(bytes, start, bytes, start + more, length);
    int at = size;
    size = start - 1;
    varint(length);
    size = at + more;
  }

  private static int lengthBytes(int length) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 6) / 7;
  }
}
