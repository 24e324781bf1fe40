import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// Pairs of features turned by an angle that grows with the position. Su et al. 2021, arXiv:2104.09864.
  ///
  /// Inputs: value of shape batch × heads × positions × size, or packed as batch × positions × all
  /// features; cosines and sines of half the size, by position or already looked up; positions.
  func rotaryEmbedding(heads: Int?, size: Int, isInterleaved: Bool) throws -> Tensor {
    let x = try tensor(0)
    let value = try positionsFirst(x, heads: heads)
    let turned = size == 0 ? value.shape[3] : size
    guard turned % 2 == 0, turned <= value.shape[3] else {
      throw OnsetError(
        .shapeMismatch, "\(turned) features of \(value.shape[3]) cannot be turned in pairs")
    }
    let parts = try value.split(axis: 3, sizes: [turned, value.shape[3] - turned])
    let (first, second) = try pairs(parts[0], isInterleaved: isInterleaved)
    let (cosine, sine) = (try table(1), try table(2))
    let real = try first.multiplying(cosine).subtracting(second.multiplying(sine))
    let imaginary = try first.multiplying(sine).adding(second.multiplying(cosine))
    let joined =
      isInterleaved
      ? try Tensor.concatenated([real.unsqueezed([4]), imaginary.unsqueezed([4])], axis: 4)
        .reshaped(to: parts[0].shape)
      : try Tensor.concatenated([real, imaginary], axis: 3)
    let result = try Tensor.concatenated([joined, parts[1]], axis: 3)
    return x.rank == 3 ? try result.reshaped(to: x.shape) : try result.transposed([0, 2, 1, 3])
  }

  /// Batch × positions × heads × size.
  private func positionsFirst(_ x: Tensor, heads: Int?) throws -> Tensor {
    if x.rank == 4 { return try x.transposed([0, 2, 1, 3]) }
    guard x.rank == 3, let heads, heads > 0, x.shape[2] % heads == 0 else {
      throw OnsetError(.shapeMismatch, "a tensor of shape \(x.shape) has no heads")
    }
    return try x.reshaped(to: [x.shape[0], x.shape[1], heads, x.shape[2] / heads])
  }

  private func pairs(_ x: Tensor, isInterleaved: Bool) throws -> (Tensor, Tensor) {
    let half = x.shape[3] / 2
    if isInterleaved {
      return (
        try x.sliced(axis: 3, start: 0, count: half, step: 2),
        try x.sliced(axis: 3, start: min(1, half), count: half, step: 2)
      )
    }
    let halves = try x.split(axis: 3, sizes: [half, half])
    return (halves[0], halves[1])
  }

  /// Cosines or sines as batch × positions × 1 × half the size.
  private func table(_ position: Int) throws -> Tensor {
    let table = try tensor(position)
    guard let positions = try optionalTensor(3) else { return try table.unsqueezed([2]) }
    return try table.gather(positions).unsqueezed([2])
  }
}
