package org.evalgap.models;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.evalgap.models.tensor.ModelException;
import org.evalgap.models.tensor.ModelProblem;
import org.evalgap.models.tensor.Reason;
import org.evalgap.models.tensor.StridedView;
import org.evalgap.models.tensor.TensorData;
import org.evalgap.models.tensor.TorchPickle;
import org.evalgap.models.tensor.TorchStorage;
import org.evalgap.models.tensor.TorchTensor;

/**
 * What {@code torch.save} writes since PyTorch 1.6: a zip archive of {@code NAME/data.pkl}, a pickle that refers to
 * storages, and {@code NAME/data/KEY}, the bytes of each storage.
 */
final class TorchCheckpoint implements Checkpoint {

    /** PyTorch does not compress; a file that grows more than this is not one of its. */
    private static final long LARGEST_EXPANSION = 100;

    private static final long LARGEST_PICKLE = 256L << 20;

    private static final String PICKLE = "data.pkl";

    private final Path file;
    private final List<StateDict> stateDicts;
    private final Map<String, TorchTensor> places;
    private final String folder;

    private TorchCheckpoint(Path file, List<StateDict> stateDicts, Map<String, TorchTensor> places, String folder) {
        this.file = file;
        this.stateDicts = stateDicts;
        this.places = places;
        this.folder = folder;
    }

    static TorchCheckpoint open(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            checkSizes(file, zip);
            String folder = folder(file, zip);
            return new Reader(file, zip, folder).read();
        } catch (ZipException e) {
            throw new ModelException(
                    file,
                    new ModelProblem(
                            "a complete zip archive", "one that is cut off or damaged (" + e.getMessage() + ")"),
                    e);
        } catch (IOException e) {
            throw new ModelException(file, new ModelProblem("a file that can be read", Reason.of(e)), e);
        }
    }

    @Override
    public Path file() {
        return file;
    }

    @Override
    public List<StateDict> stateDicts() {
        return stateDicts;
    }

    /** The archive's bytes stay where they are; those of the changed elements and their checksums are replaced. */
    @Override
    public void writeCopy(Path target, StateDict state, Map<String, double[]> values) {
        CopyCheck.check(file, target, state, values);
        Map<String, ByteBuffer> storages = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Map.Entry<String, double[]> value : values.entrySet()) {
                String fullName = fullName(state, value.getKey());
                String entry = entryName(folder, places.get(fullName).storage());
                ByteBuffer storage = storages.get(entry);
                if (storage == null) {
                    storage = ByteBuffer.wrap(bytes(zip, zip.getEntry(entry))).order(ByteOrder.LITTLE_ENDIAN);
                    storages.put(entry, storage);
                }
                TensorData tensor = state.tensors().get(value.getKey());
                for (int i = 0; i < tensor.length(); i++) {
                    tensor.type().write(storage, tensor.byteOffset(i), value.getValue()[i]);
                }
            }
            Replacement.of(target, copy -> {
                Files.copy(file, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                StoredZipEntries.replace(copy, storages);
            });
        } catch (IOException e) {
            throw ModelException.whileWriting(target, List.of(new ModelProblem("a place to write to", Reason.of(e))));
        }
    }

    private static String fullName(StateDict state, String name) {
        String inPart = state.prefix() + name;
        return state.part().isEmpty() ? inPart : state.part() + "." + inPart;
    }

    private static String entryName(String folder, TorchStorage storage) {
        return folder + "data/" + storage.key();
    }

    private static void checkSizes(Path file, ZipFile zip) throws IOException {
        long length = Files.size(file);
        long total = 0;
        Map<String, ZipEntry> names = new HashMap<>();
        for (ZipEntry entry : zip.stream().toList()) {
            total += entry.getSize();
            if (entry.getSize() < 0 || total < 0 || total / LARGEST_EXPANSION > length) {
                throw new ModelException(
                        file,
                        new ModelProblem(
                                "entries of at most " + LARGEST_EXPANSION + " times the file's " + length + " bytes",
                                total + " bytes up to " + ModelProblem.printable(entry.getName())));
            }
            if (names.put(entry.getName(), entry) != null) {
                throw new ModelException(
                        file,
                        new ModelProblem(ModelProblem.printable(entry.getName()), "one entry of each name", "two"));
            }
        }
    }

    /** The archive's one top folder, with its slash. */
    private static String folder(Path file, ZipFile zip) {
        List<String> names = zip.stream().map(ZipEntry::getName).toList();
        if (names.stream().anyMatch(name -> name.endsWith("/constants.pkl"))) {
            throw new ModelException(
                    file,
                    new ModelProblem(
                            "a state dict (torch.save(model.state_dict(), \"model.pt\"))", "a TorchScript program"));
        }
        List<String> folders = names.stream()
                .filter(name -> name.indexOf('/') == name.length() - PICKLE.length() - 1 && name.endsWith("/" + PICKLE))
                .map(name -> name.substring(0, name.length() - PICKLE.length()))
                .toList();
        if (folders.size() != 1) {
            throw new ModelException(
                    file,
                    new ModelProblem(
                            "one NAME/" + PICKLE + ", as torch.save writes",
                            folders.isEmpty() ? "none" : folders.toString()));
        }
        return folders.get(0);
    }

    private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
        try (var in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(Math.toIntExact(entry.getSize()));
            if (bytes.length != entry.getSize() || in.read() >= 0) {
                throw new ZipException(entry.getName() + " is not as long as the archive says");
            }
            return bytes;
        }
    }

    /** Reads an archive that was found to be one of PyTorch's. */
    private static final class Reader {
        private final Path file;
        private final ZipFile zip;
        private final String folder;
        private final Map<String, TorchTensor> places = new HashMap<>();
        private final Map<TorchStorage, ByteBuffer> storages = new HashMap<>();
        private final List<ModelProblem> problems = new ArrayList<>();

        Reader(Path file, ZipFile zip, String folder) {
            this.file = file;
            this.zip = zip;
            this.folder = folder;
        }

        TorchCheckpoint read() throws IOException {
            checkByteOrder();
            List<StateDict> found = new StateDictSearch(this::tensor).search(unpickled());
            if (!problems.isEmpty()) {
                throw new ModelException(file, problems);
            }
            if (found.isEmpty()) {
                throw new ModelException(
                        file,
                        new ModelProblem(
                                "a state dict, or one nested under a key such as state_dict or model",
                                "no dictionary of named tensors"));
            }
            return new TorchCheckpoint(file, found, places, folder);
        }

        private void checkByteOrder() throws IOException {
            ZipEntry entry = zip.getEntry(folder + "byteorder");
            if (entry != null) {
                String order = entry.getSize() > 16 ? "" : new String(bytes(zip, entry), StandardCharsets.US_ASCII);
                if (!order.equals("little")) {
                    throw new ModelException(
                            file, new ModelProblem("byteorder", "little", ModelProblem.printable(order)));
                }
            }
        }

        private Object unpickled() throws IOException {
            ZipEntry entry = zip.getEntry(folder + PICKLE);
            if (entry.getSize() > LARGEST_PICKLE) {
                throw new ModelException(
                        file,
                        new ModelProblem(PICKLE, "at most " + LARGEST_PICKLE + " bytes", entry.getSize() + " bytes"));
            }
            try {
                return TorchPickle.read(bytes(zip, entry));
            } catch (TorchPickle.Refused e) {
                throw new ModelException(file, e.problem(PICKLE), e);
            }
        }

        private TensorData tensor(String name, TorchTensor tensor) {
            places.put(name, tensor);
            Optional<ModelProblem> problem = problem(name, tensor);
            problem.ifPresent(problems::add);
            return problem.isPresent()
                    ? null
                    : new TensorData(
                            tensor.storage().type(),
                            tensor.shape(),
                            storages.get(tensor.storage()),
                            tensor.offset(),
                            tensor.strides());
        }

        private Optional<ModelProblem> problem(String name, TorchTensor tensor) {
            String shownName = ModelProblem.printable(name);
            if (!StridedView.fits(tensor)) {
                return Optional.of(new ModelProblem(
                        shownName,
                        "a view within its storage of " + tensor.storage().elements() + " elements",
                        "shape " + TensorData.shapeText(tensor.shape()) + ", strides "
                                + TensorData.shapeText(tensor.strides()) + " from element " + tensor.offset()));
            }
            return load(shownName, tensor.storage());
        }

        private Optional<ModelProblem> load(String name, TorchStorage storage) {
            if (storages.containsKey(storage)) {
                return Optional.empty();
            }
            ZipEntry entry = zip.getEntry(entryName(folder, storage));
            long size = storage.elements() * storage.type().bytes();
            if (entry == null || entry.getSize() != size) {
                return Optional.of(new ModelProblem(
                        name,
                        size + " bytes in " + ModelProblem.printable(entryName("", storage)),
                        entry == null ? "no such entry" : entry.getSize() + " bytes"));
            }
            try {
                storages.put(storage, ByteBuffer.wrap(bytes(zip, entry)));
                return Optional.empty();
            } catch (IOException | ArithmeticException e) {
                return Optional.of(new ModelProblem(name, "bytes that can be read", e.getMessage()));
            }
        }
    }
}
