package file_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"kobo/internal/fault"
	"kobo/internal/file"
)

func prepare(t testing.TB, content []byte) *file.Picture {
	t.Helper()
	return must(file.PrepareImage(t.Context(), content))
}

func decode(t testing.TB, content []byte) image.Image {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func near(a, b color.Color) bool {
	ar, ag, ab, aa := a.RGBA()
	br, bg, bb, ba := b.RGBA()
	const tolerance = 0x1400 // JPEG is not exact
	for _, d := range [][2]uint32{{ar, br}, {ag, bg}, {ab, bb}, {aa, ba}} {
		if max(d[0], d[1])-min(d[0], d[1]) > tolerance {
			return false
		}
	}
	return true
}

func TestNothingButThePixelsIsKept(t *testing.T) {
	t.Parallel()
	m := corners(64, 48)
	for name, content := range map[string][]byte{
		"jpeg": withExif(asJPEG(t, m), exif(binary.BigEndian, 1)),
		"png":  withChunk(withChunk(asPNG(t, m), "eXIf", exif(binary.LittleEndian, 1)), "tEXt", []byte("Author\x00"+secretPlace)),
		"webp": riff(canvas(9, 9), chunk("VP8L", oneColour(9, 9, color.NRGBA{9, 9, 9, 255})), chunk("EXIF", exif(binary.LittleEndian, 1))),
	} {
		if !bytes.Contains(content, []byte(secretPlace)) {
			t.Fatalf("%s: the test's picture has no place", name)
		}
		p := prepare(t, content)
		for _, kept := range [][]byte{p.Full, p.Thumbnail} {
			for _, left := range []string{secretPlace, "Exif", "eXIf", "tEXt", "JFIF", "xmpmeta", "MM\x00*", "II*\x00"} {
				if bytes.Contains(kept, []byte(left)) {
					t.Errorf("%s: what is kept holds %q", name, left)
				}
			}
		}
	}
}

// Upright, the corners are red, green, blue and white clockwise from the upper left. Each row says which of them a camera's
// picture has in its own upper left, upper right, lower right and lower left.
func TestPictureIsTurnedUpright(t *testing.T) {
	t.Parallel()
	const r, g, b, w = 0, 1, 2, 3
	colours := []color.Color{color.RGBA{255, 0, 0, 255}, color.RGBA{0, 255, 0, 255}, color.RGBA{0, 0, 255, 255}, color.White}
	sent := corners(80, 40)
	for orientation, want := range map[int][4]int{ // Exif 2.3, table of Orientation: where row 0 and column 0 are
		0: {r, g, b, w}, 1: {r, g, b, w}, 2: {g, r, w, b}, 3: {b, w, r, g}, 4: {w, b, g, r},
		5: {r, w, b, g}, 6: {w, r, g, b}, 7: {b, g, r, w}, 8: {g, b, w, r}, 9: {r, g, b, w},
	} {
		for name, content := range map[string][]byte{
			"jpeg, Motorola": withExif(asJPEG(t, sent), exif(binary.BigEndian, orientation)),
			"jpeg, Intel":    withExif(asJPEG(t, sent), exif(binary.LittleEndian, orientation)),
			"png":            withChunk(asPNG(t, sent), "eXIf", exif(binary.BigEndian, orientation)),
		} {
			p := prepare(t, content)
			width, height := 80, 40
			if orientation >= 5 && orientation <= 8 {
				width, height = 40, 80
			}
			m := decode(t, p.Full)
			if p.Width != width || p.Height != height || m.Bounds().Dx() != width || m.Bounds().Dy() != height {
				t.Errorf("%s, orientation %d: %d × %d", name, orientation, p.Width, p.Height)
				continue
			}
			got := []color.Color{m.At(2, 2), m.At(width-3, 2), m.At(width-3, height-3), m.At(2, height-3)}
			for i, c := range got {
				if !near(c, colours[want[i]]) {
					t.Errorf("%s, orientation %d: corner %d is %v, not %v", name, orientation, i, c, colours[want[i]])
				}
			}
		}
	}
}

func TestBrokenExifIsNoReasonToRefuse(t *testing.T) {
	t.Parallel()
	whole := exif(binary.BigEndian, 6)
	for length := range whole {
		prepare(t, withExif(asJPEG(t, corners(8, 8)), whole[:length]))
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		changed := bytes.Clone(whole)
		changed[random.IntN(len(changed))] = byte(random.Int())
		prepare(t, withExif(asJPEG(t, corners(8, 8)), changed))
	}
}

func TestSizes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ w, h, wantW, wantH, thumbW, thumbH int }{
		{100, 50, 100, 50, 100, 50}, // never made larger
		{3000, 1500, 2400, 1200, 640, 320},
		{1500, 3000, 1200, 2400, 320, 640},
		{2400, 10, 2400, 10, 640, 3},
		{5000, 1, 2400, 1, 640, 1},
	} {
		m := image.NewGray(image.Rect(0, 0, c.w, c.h))
		p := prepare(t, asJPEG(t, m))
		full, thumb := decode(t, p.Full).Bounds(), decode(t, p.Thumbnail).Bounds()
		if full.Dx() != c.wantW || full.Dy() != c.wantH || p.Width != c.wantW || p.Height != c.wantH {
			t.Errorf("%d × %d became %v, said to be %d × %d", c.w, c.h, full, p.Width, p.Height)
		}
		if thumb.Dx() != c.thumbW || thumb.Dy() != c.thumbH {
			t.Errorf("%d × %d became %v as a thumbnail", c.w, c.h, thumb)
		}
	}
}

// A fine pattern must become an even grey: taking only some of the pixels would make it grainy. The width is no multiple of
// anything, so that a seam between bands would show too.
func TestReducedPicturesAreNotGrainy(t *testing.T) {
	t.Parallel()
	m := image.NewGray(image.Rect(0, 0, 3307, 2101))
	for y := range 2101 {
		for x := range 3307 {
			m.SetGray(x, y, color.Gray{Y: uint8((x + y) % 2 * 255)})
		}
	}
	thumb := decode(t, prepare(t, asPNG(t, m)).Thumbnail)
	for y := range thumb.Bounds().Dy() {
		for x := range thumb.Bounds().Dx() {
			if c := color.GrayModel.Convert(thumb.At(x, y)).(color.Gray); c.Y < 118 || c.Y > 138 {
				t.Fatalf("at %d, %d it is %d, not an even grey", x, y, c.Y)
			}
		}
	}
}

func TestTypeThatIsKept(t *testing.T) {
	t.Parallel()
	clear := image.NewNRGBA(image.Rect(0, 0, 20, 20))
	noise := image.NewRGBA(image.Rect(0, 0, 1200, 1200))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = byte(random.Int()) | byte(0xff*(i%4/3))
	}
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"photograph":          {asJPEG(t, corners(20, 20)), file.JPEG},
		"drawing":             {asPNG(t, corners(20, 20)), file.PNG},
		"coat of arms":        {asPNG(t, clear), file.PNG},
		"photograph as PNG":   {asPNG(t, noise), file.JPEG},
		"photograph as WebP":  {asWebP(20, 20, color.NRGBA{1, 2, 3, 255}), file.JPEG},
		"see-through as WebP": {asWebP(20, 20, color.NRGBA{1, 2, 3, 0x7f}), file.PNG},
	} {
		p := prepare(t, c.content)
		if p.MediaType != c.want {
			t.Errorf("%s is kept as %s", name, p.MediaType)
		}
		for part, content := range map[string][]byte{"picture": p.Full, "thumbnail": p.Thumbnail} {
			if got, err := file.Sniff(content, map[string]string{file.JPEG: "x.jpg", file.PNG: "x.png"}[p.MediaType]); got != p.MediaType {
				t.Errorf("%s: the %s is %s, %v", name, part, got, err)
			}
		}
	}
	if got := decode(t, prepare(t, asWebP(20, 20, color.NRGBA{200, 100, 50, 255})).Full).At(5, 5); !near(got, color.RGBA{200, 100, 50, 255}) {
		t.Errorf("the WebP's colour became %v", got)
	}
}

func TestHugePicturesAreRefusedBeforeTheyAreDecoded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content []byte
		want    fault.Code
	}{
		"2500 million pixels":      {hugePNG(50_000, 50_000), fault.Limited},
		"more than fit":            {hugePNG(0x7fffffff, 0x7fffffff), fault.Invalid}, // the decoder refuses first
		"just too many":            {hugePNG(40_001, 1000), fault.Limited},
		"no pixels":                {hugePNG(0, 10), fault.Invalid},
		"only a head":              {hugePNG(10, 10), fault.Invalid},
		"WebP":                     {asWebP(16384, 16384, color.NRGBA{1, 2, 3, 255}), fault.Limited},
		"WebP with a small canvas": {riff(canvas(1, 1), chunk("VP8L", oneColour(16384, 16384, color.NRGBA{1, 2, 3, 255}))), fault.Invalid},
		"no picture":               {[]byte(pdf), fault.Invalid},
	} {
		if _, err := file.PrepareImage(t.Context(), c.content); fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzPrepareImage(f *testing.F) {
	f.Add(withExif(asJPEG(f, corners(8, 8)), exif(binary.BigEndian, 6)))
	f.Add(withChunk(asPNG(f, corners(8, 8)), "eXIf", exif(binary.BigEndian, 6)))
	f.Add(riff(canvas(9, 9), chunk("VP8L", oneColour(9, 9, color.NRGBA{9, 9, 9, 255})), chunk("EXIF", exif(binary.LittleEndian, 1))))
	f.Fuzz(func(t *testing.T, content []byte) {
		if code := fault.CodeOf(func() error { _, err := file.PrepareImage(t.Context(), content); return err }()); code != "" && code != fault.Invalid && code != fault.Limited {
			t.Errorf("unexpected: %v", code)
		}
	})
}

func BenchmarkPrepareImage(b *testing.B) {
	content := asJPEG(b, corners(4000, 3000)) // a telephone's
	b.ReportAllocs()
	for b.Loop() {
		prepare(b, content)
	}
}
