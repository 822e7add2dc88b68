package org.evalgap.data.source;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.evalgap.data.ImageSet;

/** Writes images as PNG files, a folder for each class. */
public final class PngFolders {

    private PngFolders() {}

    /** Writes grey images as {@code class/number.png}; numbers have five digits, so that names are in the images' order. */
    public static void write(ImageSet images, Path root) throws IOException {
        int height = images.shape().height();
        int width = images.shape().width();
        for (int i = 0; i < images.size(); i++) {
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
            for (int pixel = 0; pixel < height * width; pixel++) {
                image.getRaster()
                        .setSample(pixel % width, pixel / width, 0, images.pixels()[images.offset(i) + pixel] & 0xff);
            }
            Path folder = Files.createDirectories(root.resolve(Integer.toString(images.label(i))));
            ImageIO.write(
                    image, "png", folder.resolve(String.format("%05d.png", i)).toFile());
        }
    }
}
