package org.evalgap.models.tensor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/** Why a file could not be read or written, in a person's words and without the machine's paths. */
public final class Reason {

    private Reason() {}

    /**
     * Checks that what is there can be read to its end: a pipe would be waited for, and a device may have no end.
     *
     * @throws IOException if it is something else than a file
     */
    public static void requireFile(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException("a folder, a pipe or a device");
        }
    }

    public static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof JsonProcessingException json) {
            String message = json.getOriginalMessage();
            return message.startsWith("Duplicate field")
                    ? "d" + message.substring(1)
                    : "one that is damaged at byte " + json.getLocation().getByteOffset();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
