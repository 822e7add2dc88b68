package org.evalgap.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.cli.output.Page;
import org.evalgap.cli.output.SweepOutput;
import org.evalgap.output.status.OutputStatus;
import org.evalgap.output.status.PublishedStudy;
import org.evalgap.output.storage.UnusableOutputException;
import org.evalgap.report.page.Bitmap;
import org.evalgap.report.page.Live;
import org.evalgap.report.page.ReportData;
import org.evalgap.report.page.ReportPage;
import org.evalgap.report.page.ReportPictures;
import org.evalgap.report.page.ReportPictures.Picture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the page. */
@Command(
        name = "report",
        description = {
            "Make the page of an output directory from its published trials: one HTML file that needs nothing else.",
            "A sweep makes it too, as report/index.html in its output directory, each minute while it runs; open in a",
            "browser, the page then follows it. Only looks, unless the page is to be put there: a running sweep is not",
            "disturbed, and the output may be somebody else's."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jobs/evalgap report output/quickstart",
            "  jobs/evalgap report hdfs:///studies/quickstart --output quickstart.html",
            "  jobs/evalgap report hdfs:///studies/quickstart --output quickstart.html --watch",
            "  jobs/evalgap report output/quickstart --svg pictures --png pictures"
        })
final class ReportCommand implements Callable<Integer> {

    /** Time between two looks whether the sweep still runs. */
    private static final long LOOK_SECONDS = 1;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "OUTPUT", description = "The output directory of a sweep: a path or a URI.")
    private String output;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where the page is put. Default: report/index.html in the output directory.")
    private Path file;

    @Option(names = "--svg", paramLabel = "DIR", description = "Also write each chart as DIR/name.svg.")
    private Path svg;

    @Option(names = "--png", paramLabel = "DIR", description = "Also write each chart as DIR/name.png.")
    private Path png;

    @Option(
            names = "--watch",
            description = {
                "Make the page anew each minute while a sweep runs in the output directory, and once more when it has",
                "ended. Without --output there is no need: a sweep does so itself."
            })
    private boolean watch;

    @Override
    public Integer call() throws Exception {
        Console console = Console.of(command);
        SweepOutput sweep = SweepOutput.at(output).requireTrials("report");
        Optional<Live> live = live(sweep);
        ReportData data = write(sweep, live.orElse(null), console);
        while (watch && live.isPresent()) {
            awaitNews(sweep);
            live = live(sweep);
            data = write(sweep, live.orElse(null), console);
        }
        if (svg != null || png != null) {
            writePictures(ReportPictures.of(data), console);
        }
        return ExitCode.DONE;
    }

    /** How far the sweep is that renews the page; nothing if none runs, or if the page stays as it is. */
    private Optional<Live> live(SweepOutput sweep) throws IOException {
        OutputStatus status = OutputStatus.of(sweep.location(), sweep.configuration());
        return status.lastSweep()
                .filter(last -> status.runs() && (watch || file == null))
                .filter(last -> last.progress().done() < last.progress().trials())
                .map(last -> Page.live(last.progress(), last.at()));
    }

    /** Waits until the page is due again, or the sweep has ended. */
    private void awaitNews(SweepOutput sweep) throws IOException, InterruptedException {
        for (long second = 0; second < Page.SECONDS && live(sweep).isPresent(); second += LOOK_SECONDS) {
            TimeUnit.SECONDS.sleep(LOOK_SECONDS);
        }
    }

    private ReportData write(SweepOutput sweep, Live live, Console console) throws IOException {
        PublishedStudy study = sweep.published();
        study.damaged().forEach(finding -> console.note("Damaged, left out: " + finding));
        study.foreign().forEach(finding -> console.note("Foreign: " + finding));
        ReportData data = Page.data(study, output, live);
        String html = ReportPage.html(data);
        if (file == null) {
            console.note("Page: " + writeInPlace(study, html));
        } else {
            Files.writeString(file, html);
            console.note("Page: " + file.toAbsolutePath().toUri());
        }
        return data;
    }

    private String writeInPlace(PublishedStudy study, String html) throws IOException {
        try {
            return study.writePage(html);
        } catch (UnusableOutputException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    "cannot write the page into " + output
                            + "; expected: a directory that can be written, or --output FILE; received: "
                            + e.getClass().getSimpleName() + ": " + e.getMessage(),
                    e);
        }
    }

    private void writePictures(List<Picture> pictures, Console console) throws IOException {
        for (Picture picture : pictures) {
            if (svg != null) {
                Files.writeString(Files.createDirectories(svg).resolve(picture.name() + ".svg"), picture.svg());
            }
            if (png != null) {
                Files.write(Files.createDirectories(png).resolve(picture.name() + ".png"), Bitmap.png(picture));
            }
        }
        console.note("Pictures: " + pictures.stream().map(Picture::name).collect(Collectors.joining(", ")));
    }
}
