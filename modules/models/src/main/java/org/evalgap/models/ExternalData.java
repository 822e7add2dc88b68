package org.evalgap.models;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Files beside an ONNX model that hold its tensors. A model names them: they are never sought outside its folder. */
final class ExternalData {

    private ExternalData() {}

    /** The file {@code location} means; empty if that is not within the folder of {@code model}, links followed. */
    static Optional<Path> resolve(Path model, String location) throws IOException {
        Path folder = model.toRealPath().getParent();
        Path file;
        try {
            file = folder.resolve(location).normalize();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        if (location.isEmpty() || Path.of(location).isAbsolute() || !file.startsWith(folder) || file.equals(folder)) {
            return Optional.empty();
        }
        Path real = file.toRealPath();
        return real.startsWith(folder) ? Optional.of(real) : Optional.empty();
    }

    static ByteBuffer read(Path file, long offset, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (offset < 0 || offset > channel.size() - length) {
                throw new EOFException("the file has " + channel.size() + " bytes, not " + length + " from " + offset);
            }
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new EOFException("the file became shorter");
                }
            }
            return bytes.flip();
        }
    }
}
