import OnsetCore
import OnsetTensor
import Testing

struct MemoryTests {
  @Test func whatCannotLieInMemoryIsRefusedFirst() throws {
    let huge = MachineMemory.byteCount / 4 + 1
    let error = #expect(throws: OnsetError.self) { try Tensor.zeros([huge], dtype: .float32) }
    #expect(error?.description.contains("shape \(Shape([huge]))") == true)
    #expect(error?.description.contains("smaller batch") == true)
    let x = try Tensor.zeros([1, 1000], dtype: .float32)
    #expect(throws: OnsetError.self) { try x.expanded(to: [huge, 1000]) }
    #expect(throws: OnsetError.self) { try x.tiled([huge, 1]) }
    #expect(throws: OnsetError.self) { try x.tiled([1, Int.max]) }
    #expect(throws: OnsetError.self) { try x.padded(before: [huge, 0], after: [0, 0]) }
    #expect(throws: OnsetError.self) {
      try x.transposed().reshaped(to: [1000, 1]).adding(
        Tensor.zeros([1, 1 << 40], dtype: .bool).cast(to: .float32))
    }
    #expect(throws: OnsetError.self) { try Tensor.range(huge) }
  }
}
