package org.evalgap.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ReportPicturesTest {

    private static List<ReportPictures.Picture> pictures;

    @BeforeAll
    static void draw() {
        pictures = ReportPictures.of(
                Pages.of(new SyntheticStudy(20, 3).named(ReportPageTest.HOSTILE).all()));
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void everyChartWithSomethingToShow() {
        assertThat(pictures.stream().map(ReportPictures.Picture::name))
                .containsExactly(
                        "degradation",
                        "map",
                        "parallel",
                        "waterfall",
                        "shares",
                        "remedies",
                        "recalibration",
                        "distance",
                        "drift",
                        "layer-causes",
                        "learning",
                        "calibration",
                        "uncertainty");
    }

    @Test
    void aPictureIsXmlWithTitleAndDescription() throws Exception {
        for (ReportPictures.Picture picture : pictures) {
            Element drawing = parsed(picture.svg()).getDocumentElement();
            assertThat(drawing.getTagName()).isEqualTo("svg");
            assertThat(drawing.getElementsByTagName("title").item(0).getTextContent())
                    .isNotBlank();
            assertThat(drawing.getElementsByTagName("desc").item(0).getTextContent())
                    .isNotBlank();
        }
    }

    @Test
    void axesAndNamesAreInThePicture() throws Exception {
        String degradation = parsed(pictures.get(0).svg()).getDocumentElement().getTextContent();
        assertThat(degradation)
                .contains("Eval-mode degradation", "batch size", "BatchNorm", "GroupNorm", "percentage points");
    }

    @Test
    void pixelsShowTheDrawing() throws Exception {
        var image = ImageIO.read(new ByteArrayInputStream(Bitmap.png(pictures.get(0))));
        assertThat(image.getWidth()).isEqualTo(1800);
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                colours.add(image.getRGB(x, y));
            }
        }
        assertThat(colours).contains(0xffffffff, 0xff0072b2, 0xffd55e00);
    }

    @Test
    void nothingToShowIsNoPicture() {
        assertThat(ReportPictures.of(Pages.of(List.of()))).isEmpty();
    }
}
