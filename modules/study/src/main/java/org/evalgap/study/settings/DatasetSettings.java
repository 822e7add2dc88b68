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
