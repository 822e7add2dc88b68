package org.evalgap.data.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.evalgap.data.DatasetException;

/** A Parquet file of this machine, group of rows by group of rows. Whatever is wrong with it is told with its name. */
final class ParquetFile implements AutoCloseable {

    private final String name;
    private final ParquetFileReader reader;

    private ParquetFile(String name, ParquetFileReader reader) {
        this.name = name;
        this.reader = reader;
    }

    /** @throws DatasetException if there is no such file, or it is none of Parquet's */
    static ParquetFile open(String path) {
        InputFile file = new LocalInputFile(Path.of(path));
        try {
            return new ParquetFile(
                    path,
                    ParquetFileReader.open(file, ParquetReadOptions.builder().build()));
        } catch (FileNotFoundException e) {
            throw new DatasetException(path, "a file", "no such file", e);
        } catch (IOException | RuntimeException e) {
            throw failure(path, String.valueOf(e.getMessage()).replace(file.toString(), "what"), e);
        }
    }

    // Parquet's own errors are unchecked ones of several kinds.
    private static DatasetException failure(String path, Exception e) {
        return failure(path, String.valueOf(e.getMessage()), e);
    }

    private static DatasetException failure(String path, String received, Exception e) {
        return new DatasetException(path, "a Parquet file that can be read", received, e);
    }

    String name() {
        return name;
    }

    MessageType schema() {
        return reader.getFileMetaData().getSchema();
    }

    /** What its writer noted under a key; null if nothing. */
    String note(String key) {
        return reader.getFileMetaData().getKeyValueMetaData().get(key);
    }

    List<BlockMetaData> groups() {
        return reader.getRowGroups();
    }

    /** The rows of a group, from the first on, with the columns of {@code columns} alone. */
    Rows rows(int group, MessageType columns) {
        try {
            reader.setRequestedSchema(columns);
            return new Rows(new ColumnIOFactory()
                    .getColumnIO(columns)
                    .getRecordReader(reader.readRowGroup(group), new GroupRecordConverter(columns)));
        } catch (IOException | RuntimeException e) {
            throw failure(name, e);
        }
    }

    /** Goes through rows. */
    final class Rows {

        private final RecordReader<Group> records;

        private Rows(RecordReader<Group> records) {
            this.records = records;
        }

        Group next() {
            try {
                return records.read();
            } catch (RuntimeException e) {
                throw failure(name, e);
            }
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw failure(name, e);
        }
    }
}
