import OnsetCore

extension Tensor {
  /// Which part of the channels says where in a block an element goes.
  public enum BlockOrder: Sendable {
    /// The outermost: channel = (row · block + column) · channels + channel of the result. ONNX's DCR.
    case blockFirst
    /// The innermost: channel = (channel of the result · block + row) · block + column. ONNX's CRD, and
    /// a pixel shuffle (Shi et al. 2016, arXiv:1609.05158).
    case channelFirst
  }

  /// [batch, channels · block², height, width] as [batch, channels, height · block, width · block].
  ///
  /// - Throws: `OnsetError` when the channels do not divide into blocks.
  public func depthToSpace(block: Int, order: BlockOrder = .blockFirst) throws -> Tensor {
    guard rank == 4, (1...SlidingWindow.greatest).contains(block),
      shape[1].isMultiple(of: block * block)
    else { throw blockError(block, "channels", "space") }
    let (n, c, h, w) = (shape[0], shape[1] / (block * block), shape[2], shape[3])
    let parts: Shape =
      order == .blockFirst ? [n, block, block, c, h, w] : [n, c, block, block, h, w]
    return try reshaped(to: parts)
      .transposed(order == .blockFirst ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3])
      .reshaped(to: [n, c, h * block, w * block])
  }

  /// [batch, channels, height · block, width · block] as [batch, channels · block², height, width], the
  /// inverse of ``depthToSpace(block:order:)``.
  ///
  /// - Throws: `OnsetError` when height or width do not divide into blocks.
  public func spaceToDepth(block: Int, order: BlockOrder = .blockFirst) throws -> Tensor {
    guard rank == 4, (1...SlidingWindow.greatest).contains(block),
      shape[2].isMultiple(of: block), shape[3].isMultiple(of: block)
    else { throw blockError(block, "height and width", "depth") }
    let (n, c, h, w) = (shape[0], shape[1], shape[2] / block, shape[3] / block)
    return try reshaped(to: [n, c, h, block, w, block])
      .transposed(order == .blockFirst ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4])
      .reshaped(to: [n, c * block * block, h, w])
  }

  private func blockError(_ block: Int, _ what: String, _ target: String) -> OnsetError {
    OnsetError(
      .shapeMismatch,
      "the \(what) of a tensor of shape \(shape) do not go to \(target) in blocks of \(block)",
      fix: "use a tensor of 4 axes that the block divides")
  }
}
