/*
 * Starts a program on a bare Cortex-M4 (QEMU's mps2-an386): vector table, FPU, memory, main, and through semihosting the result and what main
 * took: ticks of 40 ns, in which the emulator runs 40 instructions when each takes a nanosecond (-icount shift=0).
 */
#include <stddef.h>
#include <stdint.h>

extern uint32_t stack_top, data_load, data_start, data_end, bss_start, bss_end;
int main(void);
void reset(void);

void *memcpy(void *restrict to, const void *restrict from, size_t n) {
    unsigned char *t = to;
    const unsigned char *f = from;
    while (n-- > 0) *t++ = *f++;
    return to;
}

void *memset(void *to, int value, size_t n) {
    unsigned char *t = to;
    while (n-- > 0) *t++ = (unsigned char)value;
    return to;
}

static int semihost(int operation, const void *argument) {
    register int r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static void stop(int code) {
    const uint32_t block[2] = { 0x20026u, (uint32_t)code };
    semihost(0x20, block);
    for (;;) {}
}

static void fault(void) {
    semihost(0x04, "fault\n");
    stop(3);
}

static void show_instructions(uint32_t ticks) {
    char text[] = "0000000000 instructions\n";
    for (uint32_t n = ticks * 40u, at = 10; n > 0; n /= 10u) text[--at] = (char)('0' + n % 10u);
    semihost(0x04, text);
}

/* Counts down from 2^24 - 1. */
static volatile uint32_t *const systick = (volatile uint32_t *)0xE000E010u;

void reset(void) {
    *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20;
    __asm__ volatile("dsb\n isb" ::: "memory");
    for (uint32_t *to = &data_start, *from = &data_load; to < &data_end;) *to++ = *from++;
    for (uint32_t *to = &bss_start; to < &bss_end;) *to++ = 0;
    systick[1] = 0xFFFFFFu;
    systick[2] = 0;
    systick[0] = 5;
    const int code = main();
    show_instructions(0xFFFFFFu - systick[2]);
    semihost(0x04, code == 0 ? "self-test passed\n" : "self-test FAILED\n");
    stop(code);
}

__attribute__((section(".vectors"), used)) static const struct {
    uint32_t *stack;
    void (*handlers[15])(void);
} vectors = { &stack_top, { reset, fault, fault, fault, fault, fault } };
