package org.evalgap.checkup.pass;

import java.io.Serializable;
import java.util.List;
import org.evalgap.data.image.BrokenImageException;
import org.evalgap.data.image.ImageContent;
import org.evalgap.data.source.ImageSource;

/**
 * The images of another source at even positions.
 *
 * @param all the other source
 */
public record EvenImages(ImageSource all) implements ImageSource, Serializable {

    @Override
    public String name() {
        return all.name();
    }

    @Override
    public int size() {
        return (all.size() + 1) / 2;
    }

    @Override
    public List<String> classes() {
        return all.classes();
    }

    @Override
    public int label(int index) {
        return all.label(2 * index);
    }

    @Override
    public String nameOf(int index) {
        return all.nameOf(2 * index);
    }

    @Override
    public boolean isSequential() {
        return all.isSequential();
    }

    @Override
    public Reader open() {
        Reader reader = all.open();
        return new Reader() {
            @Override
            public ImageContent read(int index) throws BrokenImageException {
                return reader.read(2 * index);
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
