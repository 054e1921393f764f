package io.gatehouse.provisioning.bulk;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** An input file that is open. Whatever becomes of its name, this is the file that was looked at. */
record InputFile(SeekableByteChannel channel, InputVersion version) implements AutoCloseable {
    InputLines linesFrom(Progress progress) throws IOException {
        return new InputLines(channel, progress.offset(), progress.lines(), version.size());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
