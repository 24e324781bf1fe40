/// Mathematics on eight numbers at a time, for the inner loops of kernels.
enum VectorMath {
  typealias Vector = SIMD8<Double>

  /// The angle of the point (x, y) with x ≥ 0 from the x-axis, in [−π/2, π/2]: arctan(y/x), with
  /// ±π/2 for x = 0. At the origin it is zero. Within 2 ulp.
  @inline(__always)
  static func angle(_ x: Vector, _ y: Vector) -> Vector {
    let height = magnitude(y)
    let isSteep = height .> x
    let smaller = x.replacing(with: height, where: height .< x)
    let larger = x.replacing(with: height, where: isSteep)
    // arctan r = π/4 + arctan((r − 1)/(r + 1)) leaves |r| ≤ tan(π/8) for the polynomial.
    let isLarge = smaller .> larger * 0.41421356237309503
    let numerator = smaller.replacing(with: smaller - larger, where: isLarge)
    var denominator = larger.replacing(with: smaller + larger, where: isLarge)
    denominator.replace(with: Vector(repeating: 1), where: denominator .== 0)
    let ratio = numerator / denominator
    var angle = arcTangent(ratio)
    angle.replace(with: angle + 0.78539816339744830962, where: isLarge)
    angle.replace(with: 1.5707963267948966192 - angle, where: isSteep)
    return angle.replacing(with: -angle, where: y .< 0)
  }

  /// arctan r for |r| ≤ tan(π/8): r + r z P(z) with z = r² and P the Chebyshev interpolant of degree
  /// ten, 3e-17 from what it stands for.
  @inline(__always)
  private static func arcTangent(_ r: Vector) -> Vector {
    let z = r * r
    var p = z * -0.01917688711906225899 + 0.0392316582955871913
    p = p * z - 0.05085449737940259861
    p = p * z + 0.05858148912802209882
    p = p * z - 0.06664511447381948
    p = p * z + 0.07692183190826086564
    p = p * z - 0.0909090457812390189
    p = p * z + 0.1111111101525636173
    p = p * z - 0.1428571428466654292
    p = p * z + 0.1999999999999552068
    p = p * z - 0.3333333333333333016
    return r + r * (z * p)
  }

  /// |x|.
  @inline(__always)
  static func magnitude(_ x: Vector) -> Vector { x.replacing(with: -x, where: x .< 0) }
}
