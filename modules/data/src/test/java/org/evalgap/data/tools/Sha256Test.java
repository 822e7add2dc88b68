package org.evalgap.data.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class Sha256Test {

    /** The examples of FIPS 180-2, appendix B.1, and of its empty message. */
    @Test
    void digestsOfTheStandard() {
        assertThat(Sha256.hex("abc".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Sha256.hex("abcd".getBytes(StandardCharsets.US_ASCII), 0))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
                .hasSize(Sha256.DIGITS);
    }

    @Test
    void piecesMakeTheDigestOfTheWhole() {
        MessageDigest digest = Sha256.digest();
        digest.update((byte) 'a');
        digest.update(new byte[] {'b', 'c'});
        assertThat(Sha256.hex(digest)).isEqualTo(Sha256.hex(new byte[] {'a', 'b', 'c'}));
    }
}
