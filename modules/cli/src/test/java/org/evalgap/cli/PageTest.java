package org.evalgap.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.evalgap.cli.output.Page;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.output.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageTest extends CommandTest {

    private Path page;

    @BeforeEach
    void runAStudy() throws IOException {
        sweep();
        page = output.resolve("report/index.html");
        Files.delete(page);
    }

    private static Progress after(double seconds, long done) {
        return new Progress(9, done, 0, 90, 10.0 * done, seconds, seconds, "");
    }

    @Test
    void itIsMadeAnewWhenThereIsNewsAndNotTooOften() throws IOException {
        Page.Renewal live = new Page.Renewal(SweepOutput.at(output.toString()));
        live.update(after(1, 1));
        assertThat(page).doesNotExist();
        live.update(after(20, 2));
        assertThat(page).content().contains("\"live\":{\"done\":2,\"trials\":9,\"at\":\"");
        live.update(after(21, 3));
        assertThat(page).content().contains("\"live\":{\"done\":2,");
        live.update(after(100, 3));
        assertThat(page).content().contains("\"live\":{\"done\":3,");
        Files.delete(page);
        live.update(after(200, 3));
        assertThat(page).as("nothing is new").doesNotExist();
        live.update(after(300, 9));
        assertThat(page).as("the sweep makes the last one").doesNotExist();
    }

    @Test
    void aSweepGoesOnWithoutIt() throws IOException {
        Files.delete(page.getParent());
        Files.writeString(page.getParent(), "in the way");
        new Page.Renewal(SweepOutput.at(output.toString())).update(after(20, 2));
        assertThat(page.getParent()).hasContent("in the way");
    }

    @Test
    void itSaysWhenItWas() {
        assertThat(Page.live(after(20, 2), Instant.EPOCH).at()).isEqualTo("1970-01-01T00:00:00Z");
    }
}
