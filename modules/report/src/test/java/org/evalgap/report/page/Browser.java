package org.evalgap.report.page;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a screen, with a file open in it. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    static Browser start() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium"));
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver"))
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static File program(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(directory -> new File(directory, name))
                .filter(File::canExecute)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "cannot test in a browser; expected: " + name + " in PATH; received: none"));
    }

    /** Opens a file in a window of a size, with the colours that the system prefers. */
    Browser open(Path file, String fragment, int width, String colours) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
        driver.get("about:blank");
        complaints();
        requests();
        driver.get(file.toUri() + fragment);
        waitFor("return performance.getEntriesByName('chart').length > 0 || document.querySelector('main section')"
                + " !== null");
        return this;
    }

    /** Waits until a script returns true. */
    void waitFor(String script) {
        new WebDriverWait(driver, PATIENCE).until(ignored -> Boolean.TRUE.equals(driver.executeScript(script)));
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    String address() {
        return driver.getCurrentUrl();
    }

    /** What the browser complained about since it was last asked. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Addresses that were asked for since this was last asked. */
    List<String> requests() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("\"Network.requestWillBeSent\""))
                .flatMap(Browser::address)
                .toList();
    }

    private static Stream<String> address(String message) {
        String before = "\"request\":{";
        int request = message.indexOf(before);
        int url = message.indexOf("\"url\":\"", request) + 7;
        return request < 0 ? Stream.empty() : Stream.of(message.substring(url, message.indexOf('"', url)));
    }

    /** Draws every chart, as whoever scrolls down would see them. */
    void scrollThrough() {
        run("window.scrollTo(0, 0)");
        for (WebElement figure : all("[data-chart]")) {
            run("arguments[0].scrollIntoView()", figure);
            new WebDriverWait(driver, PATIENCE)
                    .until(ignored -> Boolean.TRUE.equals(
                            run("return arguments[0].querySelector('svg, .empty') !== null", figure)));
        }
    }

    /** Rules of axe-core that are broken seriously, each with what breaks it. */
    List<?> accessibilityFindings() throws IOException {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            run(new String(script.readAllBytes(), StandardCharsets.UTF_8) + "; window.axe = axe;");
        }
        driver.manage().timeouts().scriptTimeout(PATIENCE.multipliedBy(4));
        return (List<?>) driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                window.axe.run(document, { resultTypes: ['violations'] }).then(
                  result => done(result.violations
                    .filter(rule => rule.impact === 'serious' || rule.impact === 'critical')
                    .map(rule => rule.id + ': ' + rule.nodes.slice(0, 5).map(node => node.html.substring(0, 200) + ' ' + node.failureSummary).join(' | '))),
                  error => done(['axe failed: ' + error]));
                """);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
