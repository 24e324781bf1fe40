import OnsetCore
import OnsetTensor
import Testing

struct EinsumTests {
  @Test func productsByIndices() throws {
    let a = try GradientCheck.sample([2, 3, 4], seed: 1)
    let b = try GradientCheck.sample([2, 4, 5], seed: 2)
    let c = try GradientCheck.sample([5, 3], seed: 3)
    try GradientCheck.verify([a, b]) { try Tensor.einsum("bij,bjk->bik", $0) }
    try GradientCheck.verify([a, b, c]) { try Tensor.einsum("bij, bjk, ki -> bj", $0) }
    try GradientCheck.verify([a]) { try Tensor.einsum("bij->jb", $0) }
    let product = try Tensor.einsum("bij,bjk", [a, b])
    // Without an arrow: the letters that occur once.
    #expect(product.shape == [3, 5])
    let (x, y) = (a.numbers, b.numbers)
    for (i, k) in [(0, 0), (2, 4), (1, 3)] {
      var sum = 0.0
      for p in 0..<2 { for j in 0..<4 { sum += x[p * 12 + i * 4 + j] * y[p * 20 + j * 5 + k] } }
      #expect(abs(product.numbers[i * 5 + k] - sum) < 1e-13)
    }
    #expect(throws: OnsetError.self) { try Tensor.einsum("ij,jk->ik", [a, b]) }
    #expect(throws: OnsetError.self) { try Tensor.einsum("bij,bik->bjk", [a, b]) }
  }
}
