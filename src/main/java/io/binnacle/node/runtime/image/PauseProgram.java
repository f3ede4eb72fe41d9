package io.binnacle.node.runtime.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The program of a sandbox, a static executable of a few hundred bytes: it holds the pod's
 * namespaces, ends with 0 on SIGTERM and SIGINT, and buries the dead of a shared process namespace.
 *
 * <p>It blocks all signals and then takes them one by one from rt_sigtimedwait, so that no signal
 * finds it between a look and a wait.
 */
final class PauseProgram {
  private static final long LOAD_ADDRESS = 0x400000;
  private static final int HEADERS = 64 + 56;

  /** x86-64; system calls: 14 rt_sigprocmask, 128 rt_sigtimedwait, 60 exit, 61 wait4. */
  private static final String AMD64 =
      """
      6aff           push -1               all signals
      31ff           xor edi, edi          SIG_BLOCK
      4889e6         mov rsi, rsp
      31d2           xor edx, edx
      41ba08000000   mov r10d, 8
      b80e000000     mov eax, 14
      0f05           syscall
      6802400100     push 0x14002          SIGINT, SIGTERM, SIGCHLD
      4889e7         wait: mov rdi, rsp
      31f6           xor esi, esi
      31d2           xor edx, edx
      41ba08000000   mov r10d, 8
      b880000000     mov eax, 128
      0f05           syscall
      83f811         cmp eax, 17           SIGCHLD
      7413           je reap
      83f802         cmp eax, 2            SIGINT
      7405           je exit
      83f80f         cmp eax, 15           SIGTERM
      75dd           jne wait
      31ff           exit: xor edi, edi
      b83c000000     mov eax, 60
      0f05           syscall
      48c7c7ffffffff reap: mov rdi, -1     any child
      31f6           xor esi, esi
      ba01000000     mov edx, 1            WNOHANG
      4531d2         xor r10d, r10d
      b83d000000     mov eax, 61
      0f05           syscall
      85c0           test eax, eax
      7fe4           jg reap
      ebb6           jmp wait
      """;

  /** AArch64; system calls: 135 rt_sigprocmask, 137 rt_sigtimedwait, 93 exit, 260 wait4. */
  private static final String ARM64 =
      """
      92800009 mov x9, #-1                 all signals
      f81f0fe9 str x9, [sp, #-16]!
      d2800000 mov x0, #0                  SIG_BLOCK
      910003e1 mov x1, sp
      d2800002 mov x2, #0
      d2800103 mov x3, #8
      d28010e8 mov x8, #135
      d4000001 svc #0
      d2880049 mov x9, #0x4002             SIGINT, SIGTERM
      f2a00029 movk x9, #1, lsl #16        SIGCHLD
      f90003e9 str x9, [sp]
      910003e0 wait: mov x0, sp
      d2800001 mov x1, #0
      d2800002 mov x2, #0
      d2800103 mov x3, #8
      d2801128 mov x8, #137
      d4000001 svc #0
      f100441f cmp x0, #17                 SIGCHLD
      54000100 b.eq reap
      f100081f cmp x0, #2                  SIGINT
      54000060 b.eq exit
      f1003c1f cmp x0, #15                 SIGTERM
      54fffea1 b.ne wait
      d2800000 exit: mov x0, #0
      d2800ba8 mov x8, #93
      d4000001 svc #0
      92800000 reap: mov x0, #-1           any child
      d2800001 mov x1, #0
      d2800022 mov x2, #1                  WNOHANG
      d2800003 mov x3, #0
      d2802088 mov x8, #260
      d4000001 svc #0
      f100001f cmp x0, #0
      54ffff2c b.gt reap
      17ffffe9 b wait
      """;

  private PauseProgram() {}

  /** The executable file. */
  static byte[] executable(Architecture architecture) {
    return switch (architecture) {
      case AMD64 -> elf(62, code(AMD64, false));
      case ARM64 -> elf(183, code(ARM64, true));
    };
  }

  /** The first column; words of AArch64 are written as numbers and stored the lowest byte first. */
  private static byte[] code(String listing, boolean words) {
    StringBuilder digits = new StringBuilder();
    listing
        .lines()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .map(instruction -> words ? reversed(instruction) : instruction)
        .forEach(digits::append);
    return HexFormat.of().parseHex(digits);
  }

  private static String reversed(String word) {
    return HexFormat.of().toHexDigits(Integer.reverseBytes(HexFormat.fromHexDigits(word)));
  }

  /** One segment that holds the headers and the code. */
  private static byte[] elf(int machine, byte[] code) {
    int size = HEADERS + code.length;
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    // File header: 64 bit, little endian, version 1, executable.
    file.put("\u007fELF".getBytes(StandardCharsets.ISO_8859_1));
    file.put(new byte[] {2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    file.putShort((short) 2).putShort((short) machine).putInt(1);
    file.putLong(LOAD_ADDRESS + HEADERS).putLong(64).putLong(0);
    file.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
    file.putShort((short) 64).putShort((short) 0).putShort((short) 0);
    // Program header: loaded, readable and executable.
    file.putInt(1).putInt(5).putLong(0).putLong(LOAD_ADDRESS).putLong(LOAD_ADDRESS);
    file.putLong(size).putLong(size).putLong(0x1000);
    file.put(code);
    return file.array();
  }
}
