package org.evalgap.report.page;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Dimension2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** A picture in pixels. */
public final class Bitmap {

    /** Pixels per unit of the drawing, so that it is sharp in print. */
    private static final int SCALE = 2;

    /** The names that browsers know. Java knows its own. */
    private static final Pattern FONTS = Pattern.compile("font-family:[^;\"]*");

    private Bitmap() {}

    /** The drawing as a PNG file. */
    public static byte[] png(ReportPictures.Picture picture) throws IOException {
        SVGDocument drawing = new SVGLoader()
                .load(
                        new ByteArrayInputStream(FONTS.matcher(picture.svg())
                                .replaceAll("font-family:SansSerif")
                                .getBytes(StandardCharsets.UTF_8)),
                        null,
                        LoaderContext.createDefault());
        if (drawing == null) {
            throw new IOException("cannot draw " + picture.name() + "; expected: SVG; received: something else");
        }
        Dimension2D size = drawing.size();
        BufferedImage image = new BufferedImage(
                (int) Math.ceil(SCALE * size.getWidth()),
                (int) Math.ceil(SCALE * size.getHeight()),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.scale(SCALE, SCALE);
        drawing.render(null, graphics);
        graphics.dispose();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, "png", file);
        return file.toByteArray();
    }
}
