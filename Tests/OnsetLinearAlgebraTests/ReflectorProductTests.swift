import OnsetLinearAlgebra
import OnsetTestSupport
import Testing

@Suite struct ReflectorProductTests {
  /// Sizes around those of panels (64) and slabs (128).
  static let shapes = [
    (1, 1), (2, 1), (3, 3), (64, 64), (65, 65), (129, 128), (300, 193), (400, 5),
  ]

  @Test(arguments: shapes)
  func columnsAreOrthonormal(_ rows: Int, columns: Int) throws {
    let q = ReflectorProduct.sample(rows: rows, columns: columns, seed: 3)
    #expect(try q.orthogonalityDefect() < 1e-14 * Double(rows))
  }

  @Test(arguments: shapes)
  func threadsDoNotChangeABit(_ rows: Int, columns: Int) {
    let alone = ReflectorProduct.sample(rows: rows, columns: columns, seed: 4, threads: 1)
    #expect(ReflectorProduct.sample(rows: rows, columns: columns, seed: 4, threads: 3) == alone)
  }

  /// What the shortcut claims: it is the Q of a factorization whose reflections were drawn directly.
  ///
  /// Undoing the reflections one by one turns Q into its signs D, and an A = Q R with R from the norms of
  /// the vectors and anything above the diagonal has exactly this Q in LAPACK's factorization.
  @Test(arguments: [(5, 5), (80, 70)])
  func theProductIsTheOrthogonalFactorOfAMatrix(_ rows: Int, columns: Int) throws {
    let normal = ReflectorProduct.normal(rows: rows, columns: columns, seed: 5)
    let q = ReflectorProduct(normal, threads: 1).matrix(threads: 1)
    var generator = SplitMix(state: 6)
    let r = Matrix(rows: columns, columns: columns) { row, column in
      guard row <= column else { return 0 }
      if row < column { return generator.normal() }
      return (row..<rows).reduce(0) { $0 + normal[row, $1] * normal[row, $1] }.squareRoot()
    }
    let factorized = try QRFactorization(try q.multiplied(by: r))
    #expect(factorized.q.distance(to: q) < 1e-9)
    // The first column is the first vector's direction.
    let length = r[0, 0]
    for row in 0..<rows { #expect(abs(q[row, 0] - normal[0, row] / length) < 1e-14) }
  }

  /// Reflections applied one at a time, without panels: the definition.
  @Test(arguments: [(70, 66), (140, 131)])
  func panelsAgreeWithSingleReflections(_ rows: Int, columns: Int) {
    let normal = ReflectorProduct.normal(rows: rows, columns: columns, seed: 7)
    var q = Matrix(rows: rows, columns: columns)
    for k in 0..<columns { q[k, k] = normal[k, k] < 0 ? 1 : -1 }
    for k in (0..<columns).reversed() {
      var v = (0..<rows).map { $0 < k ? 0 : normal[k, $0] }
      let norm = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      v[k] += v[k] < 0 ? -norm : norm
      let square = v.reduce(0) { $0 + $1 * $1 }
      for column in 0..<columns {
        let projection = (k..<rows).reduce(0) { $0 + v[$1] * q[$1, column] }
        for row in k..<rows { q[row, column] -= 2 * projection / square * v[row] }
      }
    }
    #expect(ReflectorProduct(normal, threads: 2).matrix(threads: 2).distance(to: q) < 1e-12)
  }

  @Test func aVectorOfZerosDoesNotBreakIt() throws {
    let q = ReflectorProduct(Matrix(rows: 4, columns: 6), threads: 1).matrix(threads: 1)
    #expect(try q.orthogonalityDefect() < 1e-14)
  }

  /// For uniform Q of size 3 the trace is 2 cos θ ± 1; Haar measure gives E[tr Q] = 0, E[(tr Q)²] = 1,
  /// E[Q₁₁] = 0, E[Q₁₁²] = 1/3 and E[Q₁₁⁴] = 1/5 (a coordinate of a uniform point on the sphere is uniform).
  @Test func smallProductsAreUniformOverAllOrthogonalMatrices() {
    let draws = 20_000
    let sample = (0..<draws).map { ReflectorProduct.sample(rows: 3, columns: 3, seed: UInt64($0)) }
    let moments = HaarMoments(sample)
    // Standard errors: of the corner √(1/3 / N) and so on; 5 of them are allowed.
    let allowed = 5 / Double(draws).squareRoot()
    for index in 0..<3 {
      #expect(abs(moments.diagonal[index]) < allowed * (1.0 / 3).squareRoot())
      #expect(abs(moments.squares[index] - 1.0 / 3) < allowed * (1.0 / 5 - 1.0 / 9).squareRoot())
      #expect(abs(moments.fourths[index] - 1.0 / 5) < allowed * (1.0 / 9 - 1.0 / 25).squareRoot())
    }
    #expect(abs(moments.trace) < allowed)
    // E[(tr Q)⁴] = 3 for O(3), so the variance of the square is 2.
    #expect(abs(moments.squaredTrace - 1) < allowed * 2.0.squareRoot())
    // Half of O(3) are rotations.
    #expect(abs(moments.determinant) < allowed)
  }

  /// The control: without the sign fix, as LAPACK returns Q, the diagonal is biased.
  @Test func withoutTheSignFixProductsAreNotUniform() {
    let draws = 20_000
    let sample = (0..<draws).map { draw in
      let normal = ReflectorProduct.normal(rows: 3, columns: 3, seed: UInt64(draw))
      let q = ReflectorProduct(normal, threads: 1).matrix(threads: 1)
      return Matrix(rows: 3, columns: 3) { q[$0, $1] * (normal[$1, $1] < 0 ? 1 : -1) }
    }
    let moments = HaarMoments(sample)
    #expect(abs(moments.diagonal[0]) > 0.4, "E|x₁| / ‖x‖ = ½ in three dimensions")
    #expect(abs(moments.trace) > 0.5)
  }
}

/// Averages over a sample of 3 × 3 matrices.
private struct HaarMoments {
  var diagonal = [0.0, 0, 0]
  var squares = [0.0, 0, 0]
  var fourths = [0.0, 0, 0]
  var (trace, squaredTrace, determinant) = (0.0, 0.0, 0.0)

  init(_ sample: [Matrix]) {
    let share = 1 / Double(sample.count)
    for q in sample {
      for index in 0..<3 {
        let value = q[index, index]
        diagonal[index] += share * value
        squares[index] += share * value * value
        fourths[index] += share * value * value * value * value
      }
      let sum = q[0, 0] + q[1, 1] + q[2, 2]
      trace += share * sum
      squaredTrace += share * sum * sum
      determinant += share * Self.determinant(q)
    }
  }

  private static func determinant(_ q: Matrix) -> Double {
    q[0, 0] * (q[1, 1] * q[2, 2] - q[1, 2] * q[2, 1])
      - q[0, 1] * (q[1, 0] * q[2, 2] - q[1, 2] * q[2, 0])
      + q[0, 2] * (q[1, 0] * q[2, 1] - q[1, 1] * q[2, 0])
  }
}
