package org.evalgap.data.source;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.evalgap.data.DatasetException;

/**
 * Where the images and labels of a Parquet file stand: a struct {@code image} (or {@code img}) of {@code bytes} and perhaps
 * {@code path}, and an integer {@code label} (or {@code fine_label}), as the Hugging Face hub has them.
 *
 * @param bytes the image files alone
 * @param labels labels, and paths if there are any
 */
record ParquetColumns(MessageType bytes, MessageType labels) {

    private static final List<String> IMAGES = List.of("image", "img");
    private static final List<String> LABELS = List.of("label", "fine_label");
    private static final String BYTES = "bytes";
    private static final String PATH = "path";

    /** The hub's libraries note there, as JSON, what the columns are. */
    private static final String NOTE = "huggingface";

    /** @throws DatasetException if a column is missing or not what it has to be */
    static ParquetColumns of(ParquetFile file) {
        MessageType schema = file.schema();
        Optional<GroupType> image = find(schema, IMAGES)
                .filter(type -> !type.isPrimitive())
                .map(Type::asGroupType)
                .filter(type -> has(type, BYTES));
        Optional<Type> label = find(schema, LABELS).filter(ParquetColumns::isInteger);
        if (image.isEmpty() || label.isEmpty()) {
            throw new DatasetException(
                    file.name(),
                    "columns image or img (a struct with bytes) and label or fine_label (an integer)",
                    schema.getFields().stream()
                            .map(ParquetColumns::text)
                            .collect(Collectors.joining(", ", "columns ", "")));
        }
        MessageType labels = has(image.get(), PATH)
                ? new MessageType(schema.getName(), label.get(), only(image.get(), PATH))
                : new MessageType(schema.getName(), label.get());
        return new ParquetColumns(new MessageType(schema.getName(), only(image.get(), BYTES)), labels);
    }

    private static Optional<Type> find(MessageType schema, List<String> names) {
        return names.stream().filter(schema::containsField).findFirst().map(schema::getType);
    }

    private static boolean has(GroupType image, String field) {
        return image.containsField(field)
                && image.getType(field).isPrimitive()
                && image.getType(field).asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && !image.getType(field).isRepetition(Type.Repetition.REPEATED);
    }

    private static boolean isInteger(Type type) {
        if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        PrimitiveTypeName name = type.asPrimitiveType().getPrimitiveTypeName();
        return name == PrimitiveTypeName.INT32 || name == PrimitiveTypeName.INT64;
    }

    private static GroupType only(GroupType image, String field) {
        return new GroupType(image.getRepetition(), image.getName(), image.getType(field));
    }

    private static String text(Type type) {
        return type.getName() + " ("
                + (type.isPrimitive()
                        ? type.asPrimitiveType().getPrimitiveTypeName().toString()
                        : "a struct of "
                                + type.asGroupType().getFields().stream()
                                        .map(Type::getName)
                                        .collect(Collectors.joining(", ")))
                + ")";
    }

    /** The names of the classes as the hub's libraries note them in a file; empty if they do not. */
    Optional<List<String>> classes(ParquetFile file) {
        String note = file.note(NOTE);
        if (note == null) {
            return Optional.empty();
        }
        String names = ConfigUtil.joinPath("info", "features", labels.getFieldName(0), "names");
        try {
            // As JSON, which includes nothing: HOCON would ask servers that the file names.
            Config noted = ConfigFactory.parseString(
                    note, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
            return noted.hasPath(names) ? Optional.of(noted.getStringList(names)) : Optional.empty();
        } catch (ConfigException e) {
            throw new DatasetException(
                    file.name(), "metadata " + NOTE + " in JSON with the names of the classes", e.getMessage(), e);
        }
    }

    /** Empty where a row has none. */
    Optional<Long> label(Group row) {
        if (row.getFieldRepetitionCount(0) == 0) {
            return Optional.empty();
        }
        boolean isLong = labels.getType(0).asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64;
        return Optional.of(isLong ? row.getLong(0, 0) : row.getInteger(0, 0));
    }

    /** Empty where a row has none. */
    Optional<String> path(Group row) {
        return labels.getFieldCount() < 2 ? Optional.empty() : field(row, 1).map(image -> image.getString(0, 0));
    }

    /** Empty where a row has none. */
    static Optional<byte[]> image(Group row) {
        return field(row, 0).map(image -> image.getBinary(0, 0).getBytes());
    }

    private static Optional<Group> field(Group row, int image) {
        return row.getFieldRepetitionCount(image) == 0
                ? Optional.empty()
                : Optional.of(row.getGroup(image, 0)).filter(struct -> struct.getFieldRepetitionCount(0) > 0);
    }
}
