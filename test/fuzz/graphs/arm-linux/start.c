/*
 * What a batch of programs asks of a system, by the calls of Linux on 32-bit Arm: code for a Cortex-M4 runs under qemu-arm-static as it is, with
 * as much memory as it wants, where the emulated board of test/edge has 4 MiB. memcpy, memset and atoi are newlib's.
 */
#include <stddef.h>
#include <sys/mman.h>

enum { exit_group = 248, open_file = 5, map_pages = 192, read_write = 2, private_memory = 0x22 };

static long linux_call(long number, const long arguments[6]) {
    register long r7 __asm__("r7") = number;
    register long r0 __asm__("r0") = arguments[0];
    register long r1 __asm__("r1") = arguments[1];
    register long r2 __asm__("r2") = arguments[2];
    register long r3 __asm__("r3") = arguments[3];
    register long r4 __asm__("r4") = arguments[4];
    register long r5 __asm__("r5") = arguments[5];
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5), "r"(r7) : "memory");
    return r0;
}

int main(int argc, char **argv);
int open(const char *path, int flags, ...);
void *aligned_alloc(size_t alignment, size_t length);
void free(void *memory);
void begin(long *stack);

void *mmap(void *address, size_t length, int protection, int flags, int file, long offset) {
    return (void *)linux_call(map_pages, (const long[6]){ (long)address, (long)length, protection, flags, file, offset / 4096 });
}

/* The flags of newlib have other values: a batch only ever reads and writes. */
int open(const char *path, int flags, ...) {
    (void)flags;
    return (int)linux_call(open_file, (const long[6]){ (long)path, read_write });
}

void *aligned_alloc(size_t alignment, size_t length) {
    (void)alignment;
    return mmap(NULL, length, PROT_READ | PROT_WRITE, private_memory, -1, 0);
}

void free(void *memory) { (void)memory; }

void begin(long *stack) {
    linux_call(exit_group, (const long[6]){ main((int)stack[0], (char **)(stack + 1)) });
    for (;;) {}
}

__attribute__((naked, used)) void _start(void) { __asm__("mov r0, sp\n bl begin"); }
