package org.evalgap.data.preprocessing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.evalgap.data.resampling.ResizeFilter;

/**
 * A mistake in preprocessing that people make, applied to a given one (or taken out of it): if a network does better with it,
 * the given one was the mistake.
 *
 * @param name of the mistake: {@code no-antialias}, {@code antialias}, {@code filter-bicubic} and so on, {@code bgr},
 *     {@code scale-255}, {@code scale-1}, {@code no-normalization}, {@code imagenet-normalization}, {@code
 *     half-normalization}, {@code no-crop}, {@code crop-fraction-0.95} and so on, {@code training-transform}
 * @param preprocessing with it
 */
public record PreprocessingAlternative(String name, Preprocessing preprocessing) implements Serializable {

    private static final List<ResizeFilter> USUAL_FILTERS =
            List.of(ResizeFilter.NEAREST, ResizeFilter.BILINEAR, ResizeFilter.BICUBIC, ResizeFilter.LANCZOS);
    private static final Normalize HALF = new Normalize(List.of(0.5), List.of(0.5));
    private static final List<Double> CROP_FRACTIONS = List.of(0.875, 0.9, 0.95, 1.0);

    /**
     * Every one that changes the given preprocessing, without those that change it in the same way.
     *
     * @param given for evaluation
     * @param train for training, if known
     */
    public static List<PreprocessingAlternative> of(Preprocessing given, Optional<Preprocessing> train) {
        List<PreprocessingAlternative> all = new ArrayList<>();
        addResizes(given, all);
        addCrops(given, all);
        addChannelsAndScale(given, all);
        addNormalizations(given, all);
        train.ifPresent(transforms -> all.add(new PreprocessingAlternative("training-transform", transforms)));
        List<Preprocessing> seen = new ArrayList<>(List.of(given));
        return all.stream()
                .filter(alternative -> !seen.contains(alternative.preprocessing) && seen.add(alternative.preprocessing))
                .toList();
    }

    private static void addResizes(Preprocessing given, List<PreprocessingAlternative> all) {
        find(given, Resize.class).ifPresent(resize -> {
            for (ResizeFilter filter : USUAL_FILTERS) {
                all.add(new PreprocessingAlternative(
                        "filter-" + filter.name().toLowerCase(Locale.ROOT),
                        replaced(given, resize, new Resize(resize.size(), filter, true))));
            }
            if (resize.filter().existsWithoutAntialias()) {
                Resize other = new Resize(resize.size(), resize.filter(), !resize.antialias());
                all.add(
                        0,
                        new PreprocessingAlternative(
                                resize.antialias() ? "no-antialias" : "antialias", replaced(given, resize, other)));
            }
        });
    }

    private static void addCrops(Preprocessing given, List<PreprocessingAlternative> all) {
        Optional<Resize> resize =
                find(given, Resize.class).filter(found -> found.size().size() == 1);
        Optional<CenterCrop> crop = find(given, CenterCrop.class);
        if (resize.isEmpty() || crop.isEmpty()) {
            return;
        }
        Size window = crop.get().size();
        Resize whole = new Resize(
                List.of(window.height(), window.width()),
                resize.get().filter(),
                resize.get().antialias());
        all.add(new PreprocessingAlternative("no-crop", replaced(given, resize.get(), whole)));
        for (double fraction : CROP_FRACTIONS) {
            int side = (int) Math.floor(Math.min(window.height(), window.width()) / fraction);
            Resize other = new Resize(
                    List.of(side), resize.get().filter(), resize.get().antialias());
            all.add(new PreprocessingAlternative("crop-fraction-" + fraction, replaced(given, resize.get(), other)));
        }
    }

    private static void addChannelsAndScale(Preprocessing given, List<PreprocessingAlternative> all) {
        List<ImageTransform> transforms = new ArrayList<>(given.transforms());
        if (!transforms.removeIf(Bgr.class::isInstance)) {
            transforms.add(0, new Bgr());
        }
        if (given.channels() > 1) {
            all.add(new PreprocessingAlternative("bgr", new Preprocessing(transforms)));
        }
        boolean scaled = find(given, ToTensor.class).isPresent();
        all.add(new PreprocessingAlternative(scaled ? "scale-255" : "scale-1", mapped(given, transform -> {
            if (transform instanceof ToTensor) {
                return new PilToTensor();
            }
            return transform instanceof PilToTensor ? new ToTensor() : transform;
        })));
    }

    private static void addNormalizations(Preprocessing given, List<PreprocessingAlternative> all) {
        List<ImageTransform> transforms = new ArrayList<>(given.transforms());
        transforms.removeIf(Normalize.class::isInstance);
        all.add(new PreprocessingAlternative("no-normalization", new Preprocessing(transforms)));
        if (given.channels() > 1) {
            all.add(new PreprocessingAlternative("imagenet-normalization", with(transforms, Normalize.IMAGENET)));
        }
        all.add(new PreprocessingAlternative("half-normalization", with(transforms, HALF)));
    }

    private static Preprocessing with(List<ImageTransform> transforms, Normalize normalize) {
        List<ImageTransform> more = new ArrayList<>(transforms);
        more.add(normalize);
        return new Preprocessing(more);
    }

    private static <T> Optional<T> find(Preprocessing given, Class<T> type) {
        return given.transforms().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    private static Preprocessing replaced(Preprocessing given, ImageTransform old, ImageTransform replacement) {
        return mapped(given, transform -> transform.equals(old) ? replacement : transform);
    }

    private static Preprocessing mapped(Preprocessing given, UnaryOperator<ImageTransform> change) {
        return new Preprocessing(given.transforms().stream().map(change).toList());
    }
}
