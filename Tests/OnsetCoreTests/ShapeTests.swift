import OnsetCore
import Testing

@Suite struct ShapeTests {
  @Test func countsAndStrides() {
    let shape: Shape = [2, 3, 4]
    #expect(shape.count == 24)
    #expect(shape.rank == 3)
    #expect(shape.strides == [12, 4, 1])
    #expect(shape.description == "2×3×4")
    let scalar = Shape([])
    #expect(scalar.count == 1)
    #expect(scalar.strides == [])
    #expect(scalar.description == "scalar")
    #expect(Shape([5, 0]).count == 0)
  }

  @Test func extentsFromAFileAreChecked() throws {
    #expect(try Shape(checking: [3, 4]) == [3, 4])
    #expect(throws: OnsetError(.shapeMismatch, "the shape [2, -1] has a negative extent")) {
      try Shape(checking: [2, -1])
    }
    #expect(throws: OnsetError.self) { try Shape(checking: [1 << 40, 1 << 40]) }
    // A zero anywhere makes the count zero, but only if no product on the way overflows.
    #expect(try Shape(checking: [0, 1 << 40, 1 << 40]).count == 0)
  }
}
