package org.evalgap.study.settings;

import java.util.List;
import org.evalgap.data.DatasetConfig;
import org.evalgap.study.binding.Kinds;
import org.evalgap.study.binding.Section;
import org.evalgap.study.binding.Setting;

/** Where the images come from, as a study file writes it. */
@Kinds(
        noun = "a dataset",
        kinds = {
            DatasetSettings.Embedded.class,
            DatasetSettings.Idx.class,
            DatasetSettings.Cifar10.class,
            DatasetSettings.Images.class,
            DatasetSettings.Synthetic.class
        })
public interface DatasetSettings {

    @Setting(
            meaning = "Subtracted from each channel, where pixels run from 0 to 1; computed: from the training images.",
            defaultValue = "computed",
            word = "computed")
    List<Double> mean();

    @Setting(
            meaning = "What each channel is divided by then.",
            defaultValue = "computed",
            word = "computed",
            accepts = "a list of numbers",
            above = 0)
    List<Double> standardDeviation();

    interface Files extends DatasetSettings {
        @Setting(
                meaning = "Training images kept of each class: the first ones.",
                defaultValue = "all",
                word = "all",
                atLeast = 1)
        int trainPerClass();

        @Setting(
                meaning = "Test images kept of each class: the first ones.",
                defaultValue = "all",
                word = "all",
                atLeast = 1)
        int testPerClass();
    }

    @Section(
            kind = "embedded",
            of = DatasetConfig.Embedded.class,
            meaning = "The images that come with EvalGap: 10 classes of Fashion-MNIST, 28×28×1.",
            defaults = "mean = [0.2860], standard-deviation = [0.3530]")
    interface Embedded extends Files {
        @Override
        @Setting(
                meaning = "Training images kept of each class: the first ones.",
                defaultValue = "all",
                word = "all",
                atLeast = 1,
                atMost = 400)
        int trainPerClass();

        @Override
        @Setting(
                meaning = "Test images kept of each class: the first ones.",
                defaultValue = "all",
                word = "all",
                atLeast = 1,
                atMost = 200)
        int testPerClass();
    }

    @Section(
            kind = "idx",
            of = DatasetConfig.Idx.class,
            meaning = "Files in MNIST's format, plain or compressed by gzip, one channel.")
    interface Idx extends Files {
        @Setting(meaning = "Names the dataset in tables.", defaultValue = "idx")
        String name();

        @Setting(meaning = "File of training images.", accepts = "a path")
        String trainImages();

        @Setting(meaning = "File of their classes.", accepts = "a path")
        String trainLabels();

        @Setting(meaning = "File of test images.", accepts = "a path")
        String testImages();

        @Setting(meaning = "File of their classes.", accepts = "a path")
        String testLabels();

        @Setting(meaning = "Number of classes.", defaultValue = "10", atLeast = 2, atMost = 256)
        int classes();
    }

    @Section(
            kind = "cifar10",
            of = DatasetConfig.Cifar10.class,
            meaning = "Files of CIFAR-10's binary version, plain or compressed by gzip: 32×32×3.")
    interface Cifar10 extends Files {
        @Setting(meaning = "Files of training images.", accepts = "a list of paths")
        List<String> trainFiles();

        @Setting(meaning = "Files of test images.", accepts = "a list of paths")
        List<String> testFiles();
    }

    @Section(
            kind = "images",
            of = DatasetConfig.Images.class,
            meaning =
                    "Images of 8 bits: JPEG or PNG files in a folder for each class, in torchvision's order; Parquet files "
                            + "with image and label, as the Hugging Face hub has them (a file, a folder, or FOLDER/train "
                            + "for train-*.parquet in it); images.npy and labels.npy in a folder; an .npz file with "
                            + "images and labels; CIFAR-100's train.bin and test.bin. At most 256 classes, the same in both places.")
    interface Images extends Files {
        @Setting(meaning = "Names the dataset in tables.", defaultValue = "images")
        String name();

        @Setting(meaning = "Folder or file of training images.", accepts = "a path")
        String train();

        @Setting(meaning = "Folder or file of test images.", accepts = "a path")
        String test();

        @Setting(
                meaning = "Height and width in pixels that images are brought to, once: the shorter side resized as "
                        + "Pillow does, bilinear with antialiasing, then the square in the middle; 0 for images that are "
                        + "of one size.",
                defaultValue = "0",
                atLeast = 0)
        int size();

        @Setting(
                meaning = "3 for red, green and blue, of which grey images have equal ones; 1 for grey.",
                defaultValue = "3",
                accepts = "1 or 3",
                atLeast = 1,
                atMost = 3)
        int channels();
    }

    @Section(
            kind = "synthetic",
            of = DatasetConfig.Synthetic.class,
            meaning = "Images made by a procedure, of any size.")
    interface Synthetic extends DatasetSettings {
        @Setting(meaning = "Height in pixels.", defaultValue = "28", atLeast = 1)
        int height();

        @Setting(meaning = "Width in pixels.", defaultValue = "28", atLeast = 1)
        int width();

        @Setting(meaning = "Values per pixel.", defaultValue = "1", atLeast = 1)
        int channels();

        @Setting(meaning = "Number of classes.", defaultValue = "10", atLeast = 2, atMost = 256)
        int classes();

        @Setting(meaning = "Training images made of each class.", defaultValue = "400", atLeast = 1)
        int trainPerClass();

        @Setting(meaning = "Test images made of each class.", defaultValue = "200", atLeast = 1)
        int testPerClass();

        @Setting(
                meaning = "Standard deviation of the noise on each pixel, in pixel values.",
                defaultValue = "30",
                atLeast = 0,
                atMost = 255)
        double noise();

        @Setting(meaning = "Of everything random in the images.", defaultValue = "1")
        long seed();
    }
}
