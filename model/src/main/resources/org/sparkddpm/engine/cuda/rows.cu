// Copies of rows. Where a number of elements fits into 31 bits, indices do too, as their divisions
// then take a fraction of the time.

constexpr long long SMALL = 0x7fffffffLL - (1 << 24);

__device__ __forceinline__ float not_a_number() { return nanf(""); }

// Copies the columns from from_first and to_first on, `width` of them, of each row.
template <class T, class Index>
__device__ __forceinline__ void move_columns(
    const T* from, Index from_width, Index from_first, T* to, Index to_width, Index to_first,
    Index rows, Index width) {
  Index count = rows * width;
  Index stride = static_cast<Index>(all_threads());
  for (Index i = static_cast<Index>(first_element()); i < count; i += stride) {
    Index row = i / width;
    Index column = i - row * width;
    to[row * to_width + to_first + column] = from[row * from_width + from_first + column];
  }
}

template <class Index>
__device__ __forceinline__ void move_columns_wide(
    const float* from, Index from_width, Index from_first, float* to, Index to_width,
    Index to_first, Index rows, Index width) {
  bool fours = aligned(from) && aligned(to)
      && ((from_width | from_first | to_width | to_first | width) & 3) == 0;
  if (fours) {
    move_columns<float4, Index>(
        reinterpret_cast<const float4*>(from), from_width / 4, from_first / 4,
        reinterpret_cast<float4*>(to), to_width / 4, to_first / 4, rows, width / 4);
  } else {
    move_columns<float, Index>(
        from, from_width, from_first, to, to_width, to_first, rows, width);
  }
}

KERNEL copy_columns(
    const float* from, long long from_width, long long from_first, float* to, long long to_width,
    long long to_first, long long rows, long long width) {
  if (rows * from_width < SMALL && rows * to_width < SMALL) {
    move_columns_wide<int>(
        from, from_width, from_first, to, to_width, to_first, rows, width);
  } else {
    move_columns_wide<long long>(
        from, from_width, from_first, to, to_width, to_first, rows, width);
  }
}

// The row that an index of a table names, or -1 where the table has no such row.
__device__ __forceinline__ long long table_row(float index, long long rows) {
  return index >= 0 && index < rows ? static_cast<long long>(index) : -1;
}

KERNEL gather_rows(
    const float* indices, const float* table, long long rows, long long columns, float* out,
    long long count) {
  for (long long i = first_element(); i < count * columns; i += all_threads()) {
    long long place = i / columns;
    long long row = table_row(indices[place], rows);
    out[i] = row < 0 ? not_a_number() : table[row * columns + (i - place * columns)];
  }
}

// A thread sums what belongs to one element of the table, in the order of the indices.
KERNEL gather_rows_backward(
    const float* indices, const float* slopes, long long count, long long columns, float* table,
    long long rows) {
  long long column = first_element();
  if (column >= columns) {
    return;
  }
  for (long long row = blockIdx.y; row < rows; row += gridDim.y) {
    float sum = 0;
    for (long long i = 0; i < count; i++) {
      long long wanted = table_row(indices[i], rows);
      if (wanted == row) {
        sum += slopes[i * columns + column];
      } else if (wanted < 0) {
        sum = not_a_number();
      }
    }
    table[row * columns + column] = sum;
  }
}

// Where the table has no such row, its last becomes NaN.
KERNEL scatter_row(
    const float* index, const float* values, float* table, long long rows, long long columns) {
  long long row = table_row(index[0], rows);
  float* to = table + (row < 0 ? rows - 1 : row) * columns;
  for (long long i = first_element(); i < columns; i += all_threads()) {
    to[i] = row < 0 ? not_a_number() : values[i];
  }
}

KERNEL increment(float* counter) {
  if (first_element() == 0) {
    counter[0] += 1;
  }
}

// Where element i of images stands among the patches of size x size pixels: images are read line by
// line, patches one after the other. As many images as there are stand one below the other.
template <class Index>
__device__ __forceinline__ Index in_patches(Index i, Index width, Index size, Index channels) {
  Index line = size * channels;
  Index piece = i / line;
  Index across = width / size;
  Index y = piece / across;
  Index row = (y / size * across + piece - y * across) * size + y % size;
  return row * line + (i - piece * line);
}

template <class Index>
__device__ __forceinline__ void move_patches(
    const float* from, float* to, Index count, Index width, Index size, Index channels, bool cut) {
  Index stride = static_cast<Index>(all_threads());
  for (Index i = static_cast<Index>(first_element()); i < count; i += stride) {
    Index other = in_patches<Index>(i, width, size, channels);
    if (cut) {
      to[other] = from[i];
    } else {
      to[i] = from[other];
    }
  }
}

KERNEL cut_patches(
    const float* images, float* patches, long long count, long long width, int size,
    long long channels) {
  if (count < SMALL) {
    move_patches<int>(images, patches, count, width, size, channels, true);
  } else {
    move_patches<long long>(images, patches, count, width, size, channels, true);
  }
}

KERNEL join_patches(
    const float* patches, float* images, long long count, long long width, int size,
    long long channels) {
  if (count < SMALL) {
    move_patches<int>(patches, images, count, width, size, channels, false);
  } else {
    move_patches<long long>(patches, images, count, width, size, channels, false);
  }
}
