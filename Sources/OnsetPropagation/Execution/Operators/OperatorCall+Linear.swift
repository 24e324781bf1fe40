import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// Matrix products.
  func linear() throws -> Tensor {
    switch node.operation {
    case .gemm(let alpha, let beta, let transposeA, let transposeB):
      return try gemm(alpha, beta, transposeA, transposeB)
    case .einsum(let equation): return try .einsum(equation, tensors())
    default: return try product(tensor(0), tensor(1))
    }
  }

  /// α·op(A)·op(B) + β·C.
  private func gemm(
    _ alpha: Double, _ beta: Double, _ transposeA: Bool, _ transposeB: Bool
  ) throws -> Tensor {
    let (a, b) = (try tensor(0), try tensor(1))
    guard a.rank == 2, b.rank == 2 else {
      throw OnsetError(
        .shapeMismatch, "Gemm multiplies matrices, not tensors of shapes \(a.shape) and \(b.shape)")
    }
    var result: Tensor
    if a.dtype.isFloatingPoint {
      result = try a.product(b, turned: (transposeA, transposeB))
    } else {
      result = try product(transposeA ? a.transposed() : a, transposeB ? b.transposed() : b)
    }
    if alpha != 1 { result = try result.multiplying(result.constant(alpha)) }
    guard let c = try optionalTensor(2) else { return result }
    return try result.adding(beta == 1 ? c : c.multiplying(c.constant(beta)))
  }

  /// Integers are multiplied as float64, which is exact below 2^53.
  private func product(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    guard !a.dtype.isFloatingPoint else { return try a.matmul(b) }
    return try a.cast(to: .float64).matmul(b.cast(to: .float64)).cast(to: a.dtype)
  }
}
