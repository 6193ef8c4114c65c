"""The Julia kernel in plain Python, as in the book: wall time in ms, and the sum of iterations.
python3 julia.py [WIDTH]"""
import sys
import time

x1, x2, y1, y2 = -1.8, 1.8, -1.8, 1.8
c_real, c_imag = -0.62772, -0.42193


def calculate_z_serial_purepython(maxiter, zs, cs):
    output = [0] * len(zs)
    for i in range(len(zs)):
        n = 0
        z = zs[i]
        c = cs[i]
        while abs(z) < 2 and n < maxiter:
            z = z * z + c
            n += 1
        output[i] = n
    return output


def coords(width):
    x_step = (x2 - x1) / width
    y_step = (y1 - y2) / width
    x = []
    y = []
    ycoord = y2
    while ycoord > y1:
        y.append(ycoord)
        ycoord += y_step
    xcoord = x1
    while xcoord < x2:
        x.append(xcoord)
        xcoord += x_step
    return x, y


def main():
    width = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    x, y = coords(width)
    zs = [complex(a, b) for b in y for a in x]
    cs = [complex(c_real, c_imag)] * len(zs)
    start = time.perf_counter()
    output = calculate_z_serial_purepython(300, zs, cs)
    print(f"cpython best_ms={(time.perf_counter() - start) * 1e3:.0f} sum={sum(output)}")


if __name__ == "__main__":
    main()
