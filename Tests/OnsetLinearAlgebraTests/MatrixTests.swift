import OnsetCore
import OnsetLinearAlgebra
import Testing

@Suite struct MatrixTests {
  @Test func elementsLieRowByRow() throws {
    let matrix = try Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    #expect(matrix[0, 2] == 3)
    #expect(matrix[1, 0] == 4)
    #expect(matrix.transposed == (try Matrix(rows: 3, columns: 2, elements: [1, 4, 2, 5, 3, 6])))
    #expect(matrix.frobeniusNorm == 91.0.squareRoot())
    #expect(throws: OnsetError.self) { try Matrix(rows: 2, columns: 2, elements: [1]) }
    #expect(throws: OnsetError.self) { try Matrix(rows: -1, columns: -1, elements: [1]) }
  }

  /// Sizes around those of the tiles, and empty ones.
  @Test(arguments: [(1, 1, 1), (3, 5, 7), (256, 10, 257), (300, 515, 513), (4, 0, 3), (0, 2, 2)])
  func productsAgreeWithTheDefinition(_ m: Int, k: Int, n: Int) throws {
    let a = Matrix(rows: m, columns: k) { Double(($0 * 7 + $1 * 3) % 11) - 5 }
    let b = Matrix(rows: k, columns: n) { Double(($0 * 5 + $1 * 13) % 17) - 8 }
    // Small whole numbers: sums are exact in any order.
    let expected = Matrix(rows: m, columns: n) { row, column in
      (0..<k).reduce(0) { $0 + a[row, $1] * b[$1, column] }
    }
    #expect(try a.multiplied(by: b) == expected)
    #expect(try a.transposed.transposedMultiplied(by: b) == expected)
    #expect(try a.multiplied(by: b, threads: 1) == expected)
  }

  @Test func productsOfOtherShapesAreRefused() {
    let (a, b) = (Matrix(rows: 2, columns: 3), Matrix(rows: 2, columns: 3))
    #expect(throws: OnsetError.self) { try a.multiplied(by: b) }
    #expect(throws: OnsetError.self) { try a.transposedMultiplied(by: Matrix(rows: 3, columns: 3)) }
  }

  @Test func orthogonalityDefectMeasuresTheDistanceFromOrthonormal() throws {
    #expect(try Matrix.identity(5).orthogonalityDefect() == 0)
    var skewed = Matrix.identity(5)
    skewed[0, 1] = 0.5
    // QᵀQ − I then holds 0.5 twice and 0.25 once.
    #expect(abs(try skewed.orthogonalityDefect() - (0.5625).squareRoot()) < 1e-15)
    let wide = Matrix(rows: 2, columns: 7) { $0 == $1 ? 1 : 0 }
    #expect(try wide.orthogonalityDefect() == 0)
    skewed[0, 0] = .nan
    let broken = skewed
    #expect(throws: OnsetError.self) { try broken.orthogonalityDefect() }
  }
}
