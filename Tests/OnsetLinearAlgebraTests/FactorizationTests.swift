import OnsetCore
import OnsetLinearAlgebra
import OnsetTestSupport
import Testing

@Suite struct FactorizationTests {
  static let shapes = [(1, 1), (5, 5), (40, 7), (200, 130)]

  @Test(arguments: shapes)
  func qrReproducesTheMatrixWithAPositiveDiagonal(_ rows: Int, columns: Int) throws {
    let matrix = Matrix.normal(rows: rows, columns: columns, seed: 1)
    let qr = try QRFactorization(matrix)
    #expect(try qr.q.multiplied(by: qr.r).distance(to: matrix) < 1e-13 * Double(rows))
    #expect(try qr.q.orthogonalityDefect() < 1e-14 * Double(rows))
    for row in 0..<columns {
      #expect(qr.r[row, row] > 0)
      #expect((0..<row).allSatisfy { qr.r[row, $0] == 0 })
    }
  }

  @Test func qrOfAKnownMatrix() throws {
    let matrix = try Matrix(rows: 2, columns: 2, elements: [3, 1, 4, 2])
    let qr = try QRFactorization(matrix)
    let q = try Matrix(rows: 2, columns: 2, elements: [0.6, -0.8, 0.8, 0.6])
    let r = try Matrix(rows: 2, columns: 2, elements: [5, 2.2, 0, 0.4])
    #expect(qr.q.distance(to: q) < 1e-15)
    #expect(qr.r.distance(to: r) < 1e-15)
  }

  @Test(arguments: shapes + [(7, 40)])
  func singularValuesRebuildTheMatrix(_ rows: Int, columns: Int) throws {
    let matrix = Matrix.normal(rows: rows, columns: columns, seed: 2)
    let svd = try SingularValueDecomposition(matrix)
    #expect(svd.values == svd.values.sorted(by: >))
    let scaled = Matrix(rows: rows, columns: svd.values.count) { svd.left[$0, $1] * svd.values[$1] }
    let rebuilt = try scaled.multiplied(by: svd.rightTransposed)
    #expect(rebuilt.distance(to: matrix) < 1e-13 * Double(rows + columns))
    #expect(try svd.left.orthogonalityDefect() < 1e-13 * Double(rows))
    #expect(try svd.rightTransposed.orthogonalityDefect() < 1e-13 * Double(columns))
    let alone = try matrix.singularValues()
    #expect(zip(alone, svd.values).allSatisfy { abs($0 - $1) < 1e-12 * svd.values[0] })
  }

  @Test func singularValuesOfAKnownMatrix() throws {
    // AᵀA = [[25, 20], [20, 25]] has the eigenvalues 45 and 5.
    let matrix = try Matrix(rows: 2, columns: 2, elements: [3, 0, 4, 5])
    let values = try matrix.singularValues()
    #expect(abs(values[0] - 45.0.squareRoot()) < 1e-14)
    #expect(abs(values[1] - 5.0.squareRoot()) < 1e-14)
  }

  @Test func eigenvaluesOfAPathAreKnown() throws {
    // The second difference on n points has the eigenvalues 2 − 2 cos(kπ / (n + 1)); for n = 5 they are
    // 2 − √3, 1, 2, 3, 2 + √3.
    let matrix = Matrix(rows: 5, columns: 5) { $0 == $1 ? 2 : abs($0 - $1) == 1 ? -1 : 0 }
    let expected = [2 - 3.0.squareRoot(), 1, 2, 3, 2 + 3.0.squareRoot()]
    let values = try matrix.symmetricEigenvalues()
    #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-14 })
    let eigen = try SymmetricEigendecomposition(matrix)
    #expect(zip(eigen.values, expected).allSatisfy { abs($0 - $1) < 1e-14 })
    let vectors = eigen.vectorsTransposed
    let scaled = Matrix(rows: 5, columns: 5) { eigen.values[$0] * vectors[$0, $1] }
    #expect(try vectors.transposedMultiplied(by: scaled).distance(to: matrix) < 1e-14)
    #expect(try vectors.orthogonalityDefect() < 1e-14)
  }

  @Test func choleskySolvesSystems() throws {
    // Multiplied out by hand.
    let known = try Matrix(rows: 3, columns: 3, elements: [4, 2, 6, 2, 10, 9, 6, 9, 14])
    let factor = try Matrix(rows: 3, columns: 3, elements: [2, 0, 0, 1, 3, 0, 3, 2, 1])
    #expect(try CholeskyFactorization(known).factor == factor)
    let normal = Matrix.normal(rows: 60, columns: 60, seed: 4)
    let matrix = try normal.transposedMultiplied(by: normal)
    let solution = Matrix.normal(rows: 60, columns: 3, seed: 5)
    let right = try matrix.multiplied(by: solution)
    let found = try CholeskyFactorization(matrix).solve(right)
    // The condition number is the square of that of the normal matrix, a few thousand at this seed.
    let values = try matrix.symmetricEigenvalues()
    let condition = values[59] / values[0]
    #expect(found.distance(to: solution) < 1e-14 * condition)
    #expect(try matrix.multiplied(by: found).distance(to: right) < 1e-10)
  }

  @Test func unfitMatricesAreRefused() throws {
    let wide = Matrix(rows: 2, columns: 3)
    #expect(throws: OnsetError.self) { try QRFactorization(wide) }
    #expect(throws: OnsetError.self) { try CholeskyFactorization(wide) }
    #expect(throws: OnsetError.self) { try wide.symmetricEigenvalues() }
    let indefinite = try Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 1])
    let error = #expect(throws: OnsetError.self) { try CholeskyFactorization(indefinite) }
    #expect(
      error?.description
        == "the 2×2 matrix is not positive definite (leading minor 2); "
        + "add a small multiple of the identity.")
    for bad in [Double.nan, .infinity] {
      let matrix = Matrix(rows: 3, columns: 3, repeating: bad)
      #expect(throws: OnsetError.self) { try QRFactorization(matrix) }
      #expect(throws: OnsetError.self) { try matrix.singularValues() }
      #expect(throws: OnsetError.self) { try matrix.symmetricEigenvalues() }
      #expect(throws: OnsetError.self) { try CholeskyFactorization(matrix) }
    }
    let factor = try CholeskyFactorization(.identity(3))
    #expect(throws: OnsetError.self) { try factor.solve(Matrix(rows: 2, columns: 1)) }
  }

  @Test func emptyMatricesHaveEmptyFactors() throws {
    let empty = Matrix(rows: 0, columns: 0)
    #expect(try QRFactorization(empty).q == empty)
    #expect(try empty.singularValues() == [])
    #expect(try empty.symmetricEigenvalues() == [])
    #expect(try CholeskyFactorization(empty).solve(empty) == empty)
  }
}
