package io.gatehouse.provisioning.bulk;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an input file, one after the other, from one open descriptor. Reads as many bytes as the file had when
 * the task was started, and keeps one line of {@link #MOST_LINE_BYTES}; of a longer one nothing is kept. One thread.
 */
final class InputLines {
    /** As AWS IoT Core bounds them. */
    static final int MOST_LINE_BYTES = 256 * 1024;

    private final SeekableByteChannel channel;
    private final long size;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).limit(0);
    private long position;
    private long number;

    /**
     * @param position where to begin
     * @param number of the line before it
     * @param size of the file
     */
    InputLines(SeekableByteChannel channel, long position, long number, long size) throws IOException {
        this.channel = channel.position(position);
        this.position = position;
        this.number = number;
        this.size = size;
    }

    /**
     * The next line, or null at the end.
     *
     * @throws EOFException the file has become shorter
     */
    @Nullable
    InputLine next() throws IOException {
        if (position >= size) {
            return null;
        }
        long offset = position;
        var line = new ByteArrayOutputStream(1024);
        boolean ended = false;
        boolean tooLong = false;
        while (!ended && position < size) {
            fill();
            int from = buffer.position();
            int to = lineFeed(from);
            ended = to < buffer.limit();
            tooLong |= line.size() + (to - from) > MOST_LINE_BYTES;
            if (!tooLong) {
                line.write(buffer.array(), from, to - from);
            }
            int next = ended ? to + 1 : to;
            position += next - from;
            buffer.position(next);
        }
        number++;
        return new InputLine(number, offset, position, tooLong ? null : line.toByteArray());
    }

    private int lineFeed(int from) {
        for (int i = from; i < buffer.limit(); i++) {
            if (buffer.get(i) == '\n') {
                return i;
            }
        }
        return buffer.limit();
    }

    private void fill() throws IOException {
        if (buffer.hasRemaining()) {
            return;
        }
        buffer.clear().limit((int) Math.min(buffer.capacity(), size - position));
        if (channel.read(buffer) < 0) {
            throw new EOFException(
                    "input file: ends behind " + position + " bytes (expected: " + size + ", as when it was started)");
        }
        buffer.flip();
    }
}
