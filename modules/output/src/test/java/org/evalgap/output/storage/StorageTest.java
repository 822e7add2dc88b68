package org.evalgap.output.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of storage, on the local file system, on a real HDFS and on a store that can only create files. */
class StorageTest {

    @TempDir
    static java.nio.file.Path temporary;

    private static MiniDFSCluster hdfs;

    record Place(Storage storage, Path directory) {
        @Override
        public String toString() {
            return storage.getClass().getSimpleName();
        }
    }

    @BeforeAll
    static void startHdfs() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(
                MiniDFSCluster.HDFS_MINIDFS_BASEDIR, temporary.resolve("hdfs").toString());
        hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    }

    @AfterAll
    static void stopHdfs() {
        hdfs.shutdown();
    }

    static List<Place> places() throws IOException {
        Configuration configuration = new Configuration();
        Path remote = new Path(hdfs.getFileSystem().getUri().toString(), "/output");
        Path local = new Path(Files.createTempDirectory(temporary, "local").toUri());
        Path objects = new Path(Files.createTempDirectory(temporary, "objects").toUri());
        List<Place> places = List.of(
                new Place(Storage.of(local, configuration), local),
                new Place(Storage.of(remote, hdfs.getConfiguration(0)), remote),
                new Place(new ObjectStorage(FileSystem.getLocal(configuration).getRawFileSystem()), objects));
        for (Place place : places) {
            place.storage.delete(place.directory);
            place.storage.createDirectory(place.directory);
        }
        return places;
    }

    /** The local directory that stands in for an object store lacks the store's own atomic upload. */
    static List<Place> placesWithAtomicFiles() throws IOException {
        return places().stream()
                .filter(place -> !(place.storage instanceof ObjectStorage))
                .toList();
    }

    /** Some file system whose primitives are not known. */
    static final class UnknownFileSystem extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("unknown:///");
        }
    }

    @Test
    void theSchemeDecidesThePrimitive() throws IOException {
        Configuration configuration = new Configuration();
        configuration.setClass("fs.unknown.impl", UnknownFileSystem.class, FileSystem.class);
        assertThat(Storage.of(new Path("/some/where"), configuration)).isInstanceOf(LocalStorage.class);
        assertThat(Storage.of(new Path(hdfs.getFileSystem().getUri()), configuration))
                .isInstanceOf(HdfsStorage.class);
        assertThat(Storage.of(new Path("unknown:/some/where"), configuration)).isInstanceOf(ObjectStorage.class);
    }

    @ParameterizedTest
    @MethodSource("places")
    void theFirstPutWins(Place place) throws IOException {
        Path file = new Path(place.directory, "file");
        assertThat(place.storage.putIfAbsent(file, bytes("first"))).isTrue();
        assertThat(place.storage.putIfAbsent(file, bytes("second"))).isFalse();
        assertThat(place.storage.read(file)).isEqualTo(bytes("first"));
        assertThat(place.storage.list(place.directory)).containsExactly("file");
        assertThat(allNames(place)).containsExactly("file");
    }

    @ParameterizedTest
    @MethodSource("placesWithAtomicFiles")
    void aReaderNeverSeesAPart(Place place) throws Exception {
        byte[] content = bytes("x".repeat(1 << 16));
        Path file = new Path(place.directory, "file");
        place.storage.overwrite(file, content);
        CountDownLatch reading = new CountDownLatch(1);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> whole = pool.submit(() -> {
                boolean all = true;
                for (int i = 0; i < 10; i++) {
                    all &= place.storage.length(file) == content.length;
                    reading.countDown();
                }
                return all;
            });
            reading.await();
            for (int i = 0; i < 10; i++) {
                place.storage.overwrite(file, content);
            }
            assertThat(whole.get()).isTrue();
        } finally {
            pool.shutdown();
        }
    }

    @ParameterizedTest
    @MethodSource("placesWithAtomicFiles")
    void ofManyWritersOneWins(Place place) throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 10; round++) {
                Path file = new Path(place.directory, "file-" + round);
                CountDownLatch start = new CountDownLatch(threads);
                List<Callable<Boolean>> writers = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    byte[] content = bytes("writer " + i);
                    writers.add(() -> {
                        start.countDown();
                        start.await();
                        return place.storage.putIfAbsent(file, content);
                    });
                }
                int won = 0;
                int winner = -1;
                List<Future<Boolean>> outcomes = pool.invokeAll(writers);
                for (int i = 0; i < threads; i++) {
                    if (outcomes.get(i).get()) {
                        won++;
                        winner = i;
                    }
                }
                assertThat(won).isEqualTo(1);
                assertThat(place.storage.read(file)).isEqualTo(bytes("writer " + winner));
            }
        } finally {
            pool.shutdown();
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void aReplacedFileHasTheNewContent(Place place) throws IOException {
        Path staged = new Path(place.directory, "staged");
        Path target = new Path(place.directory, "target");
        for (String content : List.of("old", "new")) {
            place.storage.overwrite(staged, bytes(content));
            place.storage.replace(staged, target);
            assertThat(place.storage.read(target)).isEqualTo(bytes(content));
            assertThat(allNames(place)).containsExactly("target");
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void whatIsNotThereIsSaidToBe(Place place) throws IOException {
        assertThat(place.storage.list(new Path(place.directory, "nothing"))).isEmpty();
        assertThatThrownBy(() -> place.storage.read(new Path(place.directory, "nothing")))
                .isInstanceOf(FileNotFoundException.class);
        place.storage.delete(new Path(place.directory, "nothing"));
    }

    private static List<String> allNames(Place place) throws IOException {
        List<String> names = new ArrayList<>();
        for (var status : place.storage.files().listStatus(place.directory)) {
            names.add(status.getPath().getName());
        }
        return names;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
