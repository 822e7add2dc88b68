package org.evalgap.output.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessIdentityTest {

    private final ProcessIdentity self = ProcessIdentity.ofThisProcess();

    @Test
    void thisProcessLives() {
        assertThat(self.life()).isEqualTo(ProcessIdentity.Life.ALIVE);
    }

    @Test
    void aReusedNumberIsAnotherProcess() {
        assertThat(new ProcessIdentity(self.host(), self.processSpace(), self.pid(), self.startTick() - 1).life())
                .isEqualTo(ProcessIdentity.Life.DEAD);
    }

    @Test
    void anEndedProcessIsDead() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        assertThat(new ProcessIdentity(self.host(), self.processSpace(), process.pid(), self.startTick()).life())
                .isEqualTo(ProcessIdentity.Life.DEAD);
    }

    @Test
    void nothingIsKnownOfOtherMachinesBootsAndContainers() {
        assertThat(new ProcessIdentity("elsewhere", self.processSpace(), self.pid(), self.startTick()).life())
                .isEqualTo(ProcessIdentity.Life.UNKNOWN);
        assertThat(new ProcessIdentity(self.host(), "another boot", self.pid(), self.startTick()).life())
                .isEqualTo(ProcessIdentity.Life.UNKNOWN);
        assertThat(new ProcessIdentity(self.host(), "", self.pid(), self.startTick()).life())
                .isEqualTo(ProcessIdentity.Life.UNKNOWN);
    }
}
