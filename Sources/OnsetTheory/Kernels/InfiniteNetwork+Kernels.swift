public import OnsetCore
public import OnsetLinearAlgebra

extension InfiniteNetwork {
  /// The network's NNGP and tangent kernels on a set of inputs.
  ///
  /// The input layer is normalized by the dimension: its covariance is x·x′/d. Closed forms serve ReLU
  /// and its relatives, erf, GELU, sine and cosine; other smooth activations use Mehler's series;
  /// activations with a kink at zero, such as ELU, a table in angle and scales; those with other kinks,
  /// such as hard tanh, the table where all inputs have one norm, else a quadrature for every pair.
  ///
  /// - Parameter inputs: One input a row.
  /// - Returns: Two symmetric matrices; entries are about 1e-12 accurate with closed forms and series,
  ///   1e-9 with tables, where the tangent kernel of parallel inputs that are not equal in every bit may
  ///   be off by 1e-6.
  /// - Throws: `OnsetError` where the layers have no Gaussian limit, an input is not finite, or is zero
  ///   in front of an activation without a closed form, or (`unsupported`) more than 128 inputs of
  ///   different norms would take a quadrature for every pair.
  /// - Complexity: O(inputs² · (dimension + layers)), on every core. Memory: ``memory(inputs:)``.
  public func kernels(of inputs: Matrix) throws(OnsetError) -> NetworkKernels {
    let (count, dimension) = (inputs.rows, inputs.columns)
    guard count > 0, dimension > 0 else {
      throw OnsetError(
        .shapeMismatch,
        "kernels need at least one input of at least one element, not "
          + "\(count)×\(dimension)")
    }
    if let bad = inputs.elements.firstIndex(where: { !$0.isFinite }) {
      throw OnsetError(
        .invalidValue, "element \(bad % dimension) of input \(bad / dimension) is not finite")
    }
    let squares = (0..<count).map { row in
      let elements = inputs.elements[(row * dimension)..<((row + 1) * dimension)]
      return elements.reduce(0) { $0 + $1 * $1 } / Double(dimension)
    }
    let program = try KernelProgram(self, secondMoments: squares, dimension: dimension)
    return try KernelTiles(program: program, inputs: inputs, squares: squares).kernels()
  }
}
