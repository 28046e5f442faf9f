package file_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"kobo/internal/file"
)

// check ends the test when something failed that it isn't about.
func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// corners is a picture whose corners are red, green, blue and white, clockwise from the upper left, on grey.
func corners(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{128, 128, 128, 255}
			left, right, top, bottom := x < w/4, x >= w-w/4, y < h/4, y >= h-h/4
			switch {
			case left && top:
				c = color.RGBA{255, 0, 0, 255}
			case right && top:
				c = color.RGBA{0, 255, 0, 255}
			case right && bottom:
				c = color.RGBA{0, 0, 255, 255}
			case left && bottom:
				c = color.RGBA{255, 255, 255, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asWebP is a lossless WebP of one colour: each of its five codes has one symbol, so its pixels take no bits at all.
func asWebP(w, h int, c color.NRGBA) []byte { return riff(chunk("VP8L", oneColour(w, h, c))) }

func oneColour(w, h int, c color.NRGBA) []byte {
	var bits uint
	data := []byte{0x2f}
	put := func(value, n int) { // the lowest bit first
		for range n {
			if bits%8 == 0 {
				data = append(data, 0)
			}
			data[len(data)-1] |= byte(value&1) << (bits % 8)
			value, bits = value>>1, bits+1
		}
	}
	put(w-1, 14)
	put(h-1, 14)
	put(1, 1)                                              // transparency is used
	put(0, 3+1+1+1)                                        // version, no transform, no cache, one group of codes
	for _, symbol := range []byte{c.G, c.R, c.B, c.A, 0} { // the last is the distance
		put(1, 1) // a simple code
		put(0, 1) // of one symbol
		put(1, 1) // of eight bits
		put(int(symbol), 8)
	}
	return append(data, 0, 0, 0, 0)
}

func chunk(name string, data []byte) []byte {
	b := append([]byte(name), binary.LittleEndian.AppendUint32(nil, uint32(len(data)))...)
	b = append(b, data...)
	if len(data)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

func riff(chunks ...[]byte) []byte {
	all := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return append(append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(all)))...), all...)
}

// canvas is the chunk of a WebP that says how large it is.
func canvas(w, h int) []byte {
	return chunk("VP8X", []byte{0, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), 0, byte(h - 1), byte((h - 1) >> 8), 0})
}

// secretPlace is what a camera notes; none of it may be kept.
const secretPlace = "59.9139N 10.7522E Oda Hemmelig iPhone"

// exif is Exif data with an orientation, a place where the picture was taken, and a description.
func exif(order binary.AppendByteOrder, orientation int) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	entry := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, kind)
		b = order.AppendUint32(b, count)
		if kind == 3 {
			b = order.AppendUint16(b, uint16(value))
			b = append(b, 0, 0)
			return
		}
		b = order.AppendUint32(b, value)
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 3)
	const after = 8 + 2 + 3*12 + 4
	entry(0x010e, 2, uint32(len(secretPlace)), after+18) // ImageDescription
	entry(0x0112, 3, 1, uint32(orientation))
	entry(0x8825, 4, 1, after) // GPS
	b = order.AppendUint32(b, 0)
	b = order.AppendUint16(b, 1)
	entry(0x0001, 2, 2, 0x4e) // GPSLatitudeRef N
	b = order.AppendUint32(b, 0)
	return append(b, secretPlace...)
}

// withExif puts Exif data and a comment into a JPEG.
func withExif(jpeg, exif []byte) []byte {
	segment := func(marker byte, data []byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(data)+2)), data...)
	}
	return bytes.Join([][]byte{
		jpeg[:2],
		segment(0xe0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")),
		segment(0xe1, append([]byte("Exif\x00\x00"), exif...)),
		segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+secretPlace+"</x:xmpmeta>")),
		segment(0xfe, []byte(secretPlace)),
		jpeg[2:],
		[]byte(secretPlace), // and something after the end
	}, nil)
}

// withChunk puts a chunk after the header of a PNG.
func withChunk(png []byte, name string, data []byte) []byte {
	const header = 8 + 25
	body := append([]byte(name), data...)
	c := append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), body...)
	c = binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(body))
	return bytes.Join([][]byte{png[:header], c, png[header:]}, nil)
}

// hugePNG says that it has so many pixels and has none.
func hugePNG(w, h uint32) []byte {
	head := append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h), 8, 2, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

// archive is a zip of parts: name, content, name, content.
func archive(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w := must(z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: zip.Store}))
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// must returns what can't fail in a test.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func word(t testing.TB) []byte {
	return archive(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "<w:document/>")
}

func workbook(t testing.TB) []byte {
	return archive(t, "xl/workbook.xml", "<workbook/>", "[Content_Types].xml", "<Types/>")
}

func openText(t testing.TB, manifest string) []byte {
	return archive(t, "mimetype", file.OpenText, "content.xml", "<x/>", "META-INF/manifest.xml", manifest)
}

const pdf = "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

func compound(text string) []byte {
	return []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Join(strings.Split(text, ""), "\x00") + "\x00")
}
