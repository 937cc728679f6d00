package io.tillback.web.wire;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the constants of the engine's enums are written in JSON: {@code BRING_BACK} is {@code "bring-back"}. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws io.tillback.fault.RestoreException REQUEST_INVALID, with the words there are */
    static <E extends Enum<E>> E parse(String word, Class<E> type, JsonPath at) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> of(constant).equals(word))
                .findFirst()
                .orElseThrow(() -> at.refuseWord(word, all(type)));
    }

    private static <E extends Enum<E>> String all(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(", "));
    }
}
