package org.evalgap.models.tensor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/** Why a file could not be read or written, in a person's words and without the machine's paths. */
public final class Reason {

    private Reason() {}

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
