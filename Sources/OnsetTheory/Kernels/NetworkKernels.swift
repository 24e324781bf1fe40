public import OnsetLinearAlgebra

/// The kernels of an infinitely wide network on a set of inputs: symmetric matrices with one row an
/// input.
public struct NetworkKernels: Hashable, Sendable {
  /// The covariance of the network's output at initialization (Lee et al. 2018, arXiv:1711.00165).
  public var nngp: Matrix
  /// The tangent kernel, the inner products of the output's gradients with respect to the parameters
  /// (Jacot et al. 2018, arXiv:1806.07572).
  public var ntk: Matrix
}
