/* A step of the diffusion, as the subject's Rust code has it: the border keeps its values. */

#include <stddef.h>
#include <string.h>

static void evolve_row(const double *above, const double *row, const double *below,
                       double *restrict to, size_t size, double rate) {
    memcpy(to, row, size * sizeof *to);
    for (size_t j = 1; j + 1 < size; j++)
        to[j] = row[j] + rate * (above[j] + below[j] + row[j - 1] + row[j + 1] - 4.0 * row[j]);
}

void heapwise_diffusion_evolve(const double *from, double *restrict to, size_t size,
                               double rate) {
    memcpy(to, from, size * sizeof *to);
    for (size_t i = 1; i + 1 < size; i++) {
        const double *row = from + i * size;
        evolve_row(row - size, row, row + size, to + i * size, size, rate);
    }
    memcpy(to + (size - 1) * size, from + (size - 1) * size, size * sizeof *to);
}

void heapwise_diffusion_evolve_rows(const double *const *from, double *const *to, size_t size,
                                    double rate) {
    memcpy(to[0], from[0], size * sizeof **to);
    for (size_t i = 1; i + 1 < size; i++)
        evolve_row(from[i - 1], from[i], from[i + 1], to[i], size, rate);
    memcpy(to[size - 1], from[size - 1], size * sizeof **to);
}
