package org.evalgap.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.evalgap.output.storage.Storage;

/**
 * Puts new tables in the place of old ones. They are made in {@code .staging/}, where no reader looks; the manifest, put
 * there last, says that all of them are whole. Then each table's file replaces the old one in one step, and the manifest
 * goes last. Whoever finds a staged manifest later finishes these steps; whoever finds staged tables without one throws
 * them away. So a reader sees of each table the old or the new rows, never a part.
 */
public final class TablePublication {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutputDirectory output;
    private final Storage storage;
    private final Consumer<String> beforeStep;

    public TablePublication(OutputDirectory output) {
        this(output, step -> {});
    }

    /** @param beforeStep told of each step before it is done, by the name of what it touches */
    public TablePublication(OutputDirectory output, Consumer<String> beforeStep) {
        this.output = output;
        this.storage = output.storage();
        this.beforeStep = beforeStep;
    }

    /**
     * What tables were made from, and what they are.
     *
     * @param schemaVersion version of their columns
     * @param source digest of the published trials
     * @param bytes length of each table's file, by the table's name
     */
    public record Manifest(int schemaVersion, String source, Map<String, Long> bytes) {

        public Manifest {
            bytes = Map.copyOf(bytes);
        }

        private byte[] toJson() {
            ObjectNode json = JSON.createObjectNode();
            json.put("schemaVersion", schemaVersion);
            json.put("source", source);
            ObjectNode files = json.putObject("bytes");
            new TreeMap<>(bytes).forEach(files::put);
            return (json + "\n").getBytes(StandardCharsets.UTF_8);
        }

        private static Manifest ofJson(byte[] content) throws IOException {
            JsonNode json = JSON.readTree(content);
            Map<String, Long> bytes = new TreeMap<>();
            json.path("bytes")
                    .properties()
                    .forEach(file -> bytes.put(file.getKey(), file.getValue().asLong()));
            return new Manifest(
                    json.path("schemaVersion").asInt(), json.path("source").asText(), bytes);
        }
    }

    /** Finishes or throws away what a driver that died left staged. */
    public void repair() throws IOException {
        if (storage.exists(stagedManifest())) {
            moveIntoPlace(Manifest.ofJson(storage.read(stagedManifest())));
        } else {
            storage.delete(output.staging());
        }
    }

    /** An empty directory for a table's new file. */
    public Path stagingOf(String table) throws IOException {
        Path directory = new Path(output.staging(), table + ".part");
        storage.delete(directory);
        return directory;
    }

    /** Takes the one Parquet file in {@link #stagingOf} as the table's new content. */
    public void stage(String table) throws IOException {
        Path directory = new Path(output.staging(), table + ".part");
        var parts = storage.list(directory).stream()
                .filter(name -> name.endsWith(".parquet"))
                .toList();
        if (parts.size() != 1) {
            throw new IOException("cannot stage table " + table + "; expected: one Parquet file in " + directory
                    + "; received: " + parts);
        }
        storage.replace(new Path(directory, parts.get(0)), stagedTable(table));
        storage.delete(directory);
    }

    /** Publishes the staged tables. */
    public void publish(int schemaVersion, String source) throws IOException {
        Map<String, Long> bytes = new TreeMap<>();
        for (String name : storage.list(output.staging())) {
            if (name.endsWith(".parquet")) {
                bytes.put(
                        name.substring(0, name.length() - ".parquet".length()),
                        storage.length(new Path(output.staging(), name)));
            }
        }
        Manifest manifest = new Manifest(schemaVersion, source, bytes);
        beforeStep.accept("staged manifest");
        storage.overwrite(stagedManifest(), manifest.toJson());
        moveIntoPlace(manifest);
    }

    /** The manifest of the tables in place; nothing if there are none, or if one of them is not as it says. */
    public Optional<Manifest> published() throws IOException {
        if (!storage.exists(output.tablesManifest())) {
            return Optional.empty();
        }
        Manifest manifest = Manifest.ofJson(storage.read(output.tablesManifest()));
        for (Map.Entry<String, Long> file : manifest.bytes().entrySet()) {
            Path table = output.table(file.getKey());
            if (!storage.exists(table) || storage.length(table) != file.getValue()) {
                return Optional.empty();
            }
        }
        return Optional.of(manifest);
    }

    private void moveIntoPlace(Manifest manifest) throws IOException {
        for (String table : new TreeMap<>(manifest.bytes()).keySet()) {
            beforeStep.accept(table);
            if (storage.exists(stagedTable(table))) {
                storage.createDirectory(output.table(table).getParent());
                storage.replace(stagedTable(table), output.table(table));
            }
        }
        beforeStep.accept("manifest");
        storage.replace(stagedManifest(), output.tablesManifest());
        beforeStep.accept("staging");
        storage.delete(output.staging());
    }

    private Path stagedTable(String table) {
        return new Path(output.staging(), table + ".parquet");
    }

    private Path stagedManifest() {
        return new Path(output.staging(), "tables.json");
    }
}
