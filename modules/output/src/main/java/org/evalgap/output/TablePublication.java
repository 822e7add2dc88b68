package org.evalgap.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.evalgap.data.tools.Sha256;
import org.evalgap.output.storage.Finding;
import org.evalgap.output.storage.NotAFileException;
import org.evalgap.output.storage.OutputDirectory;
import org.evalgap.output.storage.Storage;
import org.evalgap.results.aggregates.ResultTables;

/**
 * Puts new tables in the place of old ones. They are made in {@code .staging/}, where no reader looks; the manifest, put
 * there last, says that all of them are whole. Then each table's file replaces the old one in one step, and the manifest
 * goes last. Whoever finds a staged manifest later finishes these steps; whoever finds staged tables without one throws
 * them away. So a reader sees of each table the old or the new rows, never a part.
 */
public final class TablePublication {

    private static final Set<String> TABLES =
            ResultTables.ALL.stream().map(type -> type.table().name()).collect(Collectors.toUnmodifiableSet());

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
     * @param files each table's file, by the table's name
     */
    public record Manifest(int schemaVersion, String source, Map<String, TableFile> files) {

        public Manifest {
            files = Map.copyOf(files);
        }

        private byte[] toJson() {
            ObjectNode json = JSON.createObjectNode();
            json.put("schemaVersion", schemaVersion);
            json.put("source", source);
            ObjectNode tables = json.putObject("tables");
            new TreeMap<>(files)
                    .forEach((table, file) ->
                            tables.putObject(table).put("bytes", file.bytes()).put("sha256", file.sha256()));
            return (json + "\n").getBytes(StandardCharsets.UTF_8);
        }

        /** The manifest; empty if the content is not one. */
        private static Optional<Manifest> ofJson(byte[] content) throws IOException {
            JsonNode json;
            try {
                json = JSON.readTree(content);
            } catch (JsonProcessingException e) {
                return Optional.empty();
            }
            Map<String, TableFile> files = new TreeMap<>();
            for (Map.Entry<String, JsonNode> table : json.path("tables").properties()) {
                JsonNode file = table.getValue();
                if (!TABLES.contains(table.getKey())
                        || !file.path("bytes").isIntegralNumber()
                        || !file.path("sha256").isTextual()) {
                    return Optional.empty();
                }
                files.put(
                        table.getKey(),
                        new TableFile(
                                file.path("bytes").asLong(), file.path("sha256").asText()));
            }
            return files.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Manifest(
                            json.path("schemaVersion").asInt(),
                            json.path("source").asText(),
                            files));
        }
    }

    /**
     * The content of a table's file.
     *
     * @param bytes its length
     * @param sha256 its digest, in hexadecimal
     */
    public record TableFile(long bytes, String sha256) {}

    /** Finishes or throws away what a driver that died left staged. */
    public void repair() throws IOException {
        Optional<Manifest> staged = manifest(stagedManifest());
        if (staged.isPresent()) {
            moveIntoPlace(staged.get());
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
        storage.replace(Storage.inside(directory, parts.get(0)), stagedTable(table));
        storage.delete(directory);
    }

    /** Publishes the staged tables. */
    public void publish(int schemaVersion, String source) throws IOException {
        Map<String, TableFile> files = new TreeMap<>();
        for (String name : storage.list(output.staging())) {
            if (name.endsWith(".parquet")) {
                files.put(
                        name.substring(0, name.length() - ".parquet".length()),
                        content(Storage.inside(output.staging(), name)));
            }
        }
        Manifest manifest = new Manifest(schemaVersion, source, files);
        beforeStep.accept("staged manifest");
        storage.overwrite(stagedManifest(), manifest.toJson());
        moveIntoPlace(manifest);
    }

    /** The manifest of the tables in place; nothing if there are none, or if one of them is not as it says. */
    public Optional<Manifest> published() throws IOException {
        Optional<Manifest> manifest = manifest(output.tablesManifest());
        return manifest.isPresent() && look().isEmpty() ? manifest : Optional.empty();
    }

    /** What is wrong with the tables in place, by the manifest, and with the manifest. */
    public List<Finding> look() throws IOException {
        List<Finding> findings = new ArrayList<>();
        Optional<Manifest> manifest = manifest(output.tablesManifest());
        if (manifest.isEmpty() && storage.kind(output.tablesManifest()) == Storage.Kind.FILE) {
            findings.add(damaged(
                    output.tablesManifest(), "expected: what the tables are, as JSON; received: something else"));
        }
        for (Map.Entry<String, TableFile> table :
                new TreeMap<>(manifest.map(Manifest::files).orElse(Map.of())).entrySet()) {
            Path file = output.table(table.getKey());
            Storage.Kind kind = storage.kind(file);
            if (kind != Storage.Kind.FILE) {
                findings.add(damaged(file, "expected: a file; received: " + kind.text()));
            } else if (!content(file).equals(table.getValue())) {
                findings.add(damaged(file, "expected: the bytes that were written; received: others"));
            }
        }
        return findings;
    }

    private Finding damaged(Path file, String detail) {
        return new Finding(output.name(file), Finding.Kind.DAMAGED, detail);
    }

    private Optional<Manifest> manifest(Path file) throws IOException {
        try {
            return Manifest.ofJson(storage.read(file));
        } catch (FileNotFoundException | NotAFileException e) {
            return Optional.empty();
        }
    }

    private TableFile content(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(storage.files().open(file), digest)) {
            long bytes = in.transferTo(OutputStream.nullOutputStream());
            return new TableFile(bytes, Sha256.hex(digest));
        }
    }

    private void moveIntoPlace(Manifest manifest) throws IOException {
        for (String table : new TreeMap<>(manifest.files()).keySet()) {
            beforeStep.accept(table);
            if (storage.kind(stagedTable(table)) == Storage.Kind.FILE) {
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
