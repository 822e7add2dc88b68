package org.evalgap.data;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.evalgap.data.tools.Sha256;
import org.evalgap.nn.graph.Shape;

/** SHA-256 over everything in a dataset that a result depends on. */
final class Fingerprint {

    private Fingerprint() {}

    static String of(int classes, ImageSet train, ImageSet test, float[] mean, float[] standardDeviation) {
        MessageDigest digest = Sha256.digest();
        try (DataOutputStream out =
                new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            out.writeInt(classes);
            write(out, train);
            write(out, test);
            write(out, mean);
            write(out, standardDeviation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Sha256.hex(digest);
    }

    // Sizes come first, so that no two datasets write the same bytes.
    private static void write(DataOutputStream out, ImageSet images) throws IOException {
        Shape shape = images.shape();
        out.writeInt(images.size());
        out.writeInt(shape.height());
        out.writeInt(shape.width());
        out.writeInt(shape.channels());
        out.write(images.pixels());
        for (int i = 0; i < images.size(); i++) {
            out.writeByte(images.label(i));
        }
    }

    private static void write(DataOutputStream out, float[] values) throws IOException {
        for (float value : values) {
            out.writeFloat(value);
        }
    }
}
