package org.evalgap.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.evalgap.cli.console.AuditText;
import org.evalgap.cli.console.Console;
import org.evalgap.cli.console.ExitCode;
import org.evalgap.report.page.Bitmap;
import org.evalgap.report.page.ReportData;
import org.evalgap.report.page.ReportPage;
import org.evalgap.report.page.ReportPictures;
import org.evalgap.report.page.ReportPictures.Picture;
import org.evalgap.spark.StudyOutput;
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
            "A sweep makes it too, as report/index.html in its output directory."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jobs/evalgap report output/quickstart",
            "  jobs/evalgap report hdfs:///studies/quickstart --output quickstart.html",
            "  jobs/evalgap report output/quickstart --svg pictures --png pictures"
        })
final class ReportCommand implements Callable<Integer> {

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
            names = "--takeover",
            description = "Write to the output directory though another run holds it. Use it when that run has ended.")
    private boolean takeOver;

    @Override
    public Integer call() throws Exception {
        Console console = Console.of(command);
        SweepOutput sweep = SweepOutput.at(output).requireTrials("report");
        try (StudyOutput study = StudyOutput.claim(output, sweep.configuration(), takeOver)) {
            AuditText.note(study.audit(), console);
            ReportData data = Page.data(study, output);
            String html = ReportPage.html(data);
            if (file == null) {
                console.note("Page: " + study.writePage(html));
            } else {
                Files.writeString(file, html);
                console.note("Page: " + file.toAbsolutePath().toUri());
            }
            if (svg != null || png != null) {
                writePictures(ReportPictures.of(data), console);
            }
        }
        return ExitCode.DONE;
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
