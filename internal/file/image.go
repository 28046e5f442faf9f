package file

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"

	"golang.org/x/image/draw"
	"golang.org/x/image/vp8"
	"golang.org/x/image/vp8l"
	"golang.org/x/image/webp"
	"golang.org/x/sync/semaphore"

	"kobo/internal/fault"
)

// The bounds of pictures.
const (
	pixelsMost   = 40_000_000 // before decoding; a telephone's picture has 12 to 50 million, most of them 12
	fullMost     = 2400       // pixels on the longer side
	thumbMost    = 640
	quality      = 85      // of JPEG
	losslessMost = 2 << 20 // an opaque PNG that is larger becomes a JPEG
)

// Picture is a picture as it is kept: drawn anew, upright, without anything but its pixels.
type Picture struct {
	// Full is at most 2400 pixels wide and high.
	Full []byte
	// Thumbnail is at most 640 pixels wide and high, of the same type as Full.
	Thumbnail []byte
	// MediaType is JPEG, or PNG for what came as PNG and isn't too large so, and for what can be seen through.
	MediaType string
	// Width and Height are Full's.
	Width, Height int
}

// decoding is how many pixels are decoded at once in this process; pictures wait for each other, so that memory has a bound.
var decoding = semaphore.NewWeighted(pixelsMost)

// PrepareImage makes of an uploaded JPEG, PNG or WebP what is kept of it. It is turned as its camera said, reduced when it is
// larger than need be, and encoded anew, so that nothing else in the file (where and when it was taken, by whom, with what,
// other pictures, programs) comes along. Of colours beyond sRGB the nearest are kept.
//
// BAD_REQUEST when it can't be decoded, LIMIT_EXCEEDED when it has more than 40 million pixels, which is seen before they are
// decoded. The error is ctx's when it ends while other pictures are in the way.
func PrepareImage(ctx context.Context, content []byte) (*Picture, error) {
	kind, ok := codecs[typeOf(content)]
	if !ok {
		return nil, refused("file.image")
	}
	head, err := kind.config(bytes.NewReader(content))
	if err != nil || head.Width <= 0 || head.Height <= 0 {
		return nil, refused("file.image")
	}
	pixels := int64(head.Width) * int64(head.Height)
	if pixels > pixelsMost {
		return nil, &fault.Error{
			Code: fault.Limited, Message: "file.pixels", Args: []any{"max", pixelsMost / 1_000_000}, Field: "file",
		}
	}
	if err := decoding.Acquire(ctx, pixels); err != nil {
		return nil, fmt.Errorf("prepare a picture: %w", err)
	}
	defer decoding.Release(pixels)
	whole, err := kind.decode(bytes.NewReader(content))
	if err != nil {
		return nil, refused("file.image")
	}
	full := upright(reduce(whole, fullMost), orientation(kind.exif(content)))
	thumbnail := reduce(full, thumbMost)

	p := &Picture{MediaType: JPEG, Width: full.Bounds().Dx(), Height: full.Bounds().Dy()}
	if opaque := full.Opaque(); !opaque || kind.lossless {
		p.MediaType = PNG
		if p.Full, err = encodePNG(full); err != nil {
			return nil, err
		}
		if opaque && len(p.Full) > losslessMost {
			p.MediaType = JPEG
		}
	}
	if p.MediaType == PNG {
		p.Thumbnail, err = encodePNG(thumbnail)
		return p, err
	}
	if p.Full, err = encodeJPEG(full); err != nil {
		return nil, err
	}
	p.Thumbnail, err = encodeJPEG(thumbnail)
	return p, err
}

// codec is how one type of picture is read.
type codec struct {
	config   func(*bytes.Reader) (image.Config, error)
	decode   func(*bytes.Reader) (image.Image, error)
	exif     func([]byte) []byte
	lossless bool
}

var codecs = map[string]codec{
	JPEG: {
		func(r *bytes.Reader) (image.Config, error) { return jpeg.DecodeConfig(r) },
		func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) }, exifOfJPEG, false,
	},
	PNG: {
		func(r *bytes.Reader) (image.Config, error) { return png.DecodeConfig(r) },
		func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) }, exifOfPNG, true,
	},
	WebP: {
		configOfWebP,
		func(r *bytes.Reader) (image.Image, error) { return webp.Decode(r) }, exifOfWebP, false,
	},
}

// typeOf tells the type of a picture from its first bytes, whatever its name.
func typeOf(content []byte) string {
	for _, t := range []string{JPEG, PNG, WebP} {
		if got, _ := Sniff(content, "x"+extensions[t][0]); got == t {
			return t
		}
	}
	return ""
}

func encodePNG(m image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&b, m); err != nil {
		return nil, fmt.Errorf("encode a picture: %w", err)
	}
	return b.Bytes(), nil
}

func encodeJPEG(m image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode a picture: %w", err)
	}
	return b.Bytes(), nil
}

// band is how many rows or columns are scaled at once: scaling needs 32 bytes for each pixel of a step in between.
const band = 64

// reduce draws a picture so that neither side is longer than most; a smaller one keeps its size. CatmullRom weighs all
// pixels that fall together, so nothing becomes grainy. It works in two steps, across and down, each in bands: along the
// side that keeps its length, a band's pixels depend on no others.
func reduce(m image.Image, most int) *image.RGBA {
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	if longer := max(w, h); longer > most {
		w, h = max(1, (w*most+longer/2)/longer), max(1, (h*most+longer/2)/longer)
	}
	if w == b.Dx() && h == b.Dy() {
		same := image.NewRGBA(image.Rect(0, 0, w, h))
		draw.Draw(same, same.Bounds(), m, b.Min, draw.Src)
		return same
	}
	across := image.NewRGBA(image.Rect(0, 0, w, b.Dy()))
	some := image.NewRGBA(image.Rect(0, 0, b.Dx(), band)) // in a form that is scaled three times as fast
	bands(b.Dy(), func(n int) draw.Scaler { return draw.CatmullRom.NewScaler(w, n, b.Dx(), n) }, func(s draw.Scaler, y, n int) {
		from := image.Rect(0, 0, b.Dx(), n)
		draw.Draw(some, from, m, image.Pt(b.Min.X, b.Min.Y+y), draw.Src)
		s.Scale(across, image.Rect(0, y, w, y+n), some, from, draw.Src, nil)
	})
	down := image.NewRGBA(image.Rect(0, 0, w, h))
	bands(w, func(n int) draw.Scaler { return draw.CatmullRom.NewScaler(n, h, n, b.Dy()) }, func(s draw.Scaler, x, n int) {
		s.Scale(down, image.Rect(x, 0, x+n, h), across, image.Rect(x, 0, x+n, b.Dy()), draw.Src, nil)
	})
	return down
}

// bands calls scale for each band of a length, with a scaler that scaler has made for its size and that keeps its memory.
func bands(length int, scaler func(n int) draw.Scaler, scale func(s draw.Scaler, at, n int)) {
	var s draw.Scaler
	for at, size := 0, 0; at < length; at += size {
		if n := min(band, length-at); n != size {
			s, size = scaler(n), n
		}
		scale(s, at, size)
	}
}

// upright turns and mirrors a picture as its Exif orientation (1 to 8) says.
func upright(m *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return m
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	turned := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			var to image.Point
			switch orientation {
			case 2:
				to = image.Pt(w-1-x, y)
			case 3:
				to = image.Pt(w-1-x, h-1-y)
			case 4:
				to = image.Pt(x, h-1-y)
			case 5:
				to = image.Pt(y, x)
			case 6:
				to = image.Pt(h-1-y, x)
			case 7:
				to = image.Pt(h-1-y, w-1-x)
			case 8:
				to = image.Pt(y, w-1-x)
			}
			copy(turned.Pix[turned.PixOffset(to.X, to.Y):][:4], m.Pix[m.PixOffset(x, y):][:4])
		}
	}
	return turned
}

// errExif says that there is no readable Exif; the picture is then taken to be upright.
var errExif = errors.New("no exif")

// orientation reads the orientation of Exif data (a TIFF, Exif 2.3 section 4.6.4), 1 when it says none.
func orientation(exif []byte) int {
	o, err := readOrientation(exif)
	if err != nil {
		return 1
	}
	return o
}

func readOrientation(tiff []byte) (int, error) {
	if len(tiff) < 8 {
		return 0, errExif
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0, errExif
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0, errExif
	}
	entries := int(order.Uint16(tiff[at:]))
	for rest := tiff[at+2:]; entries > 0 && len(rest) >= 12; entries, rest = entries-1, rest[12:] {
		const tag, short = 0x0112, 3
		if order.Uint16(rest) == tag && order.Uint16(rest[2:]) == short {
			return int(order.Uint16(rest[8:])), nil
		}
	}
	return 0, errExif
}

// exifOfJPEG finds the Exif data of a JPEG: the segment APP1 that begins so.
func exifOfJPEG(content []byte) []byte {
	for at := 2; at+4 <= len(content) && content[at] == 0xff; {
		marker, length := content[at+1], int(binary.BigEndian.Uint16(content[at+2:]))
		if marker == 0xff { // fill
			at++
			continue
		}
		if marker == 0xda || length < 2 || at+2+length > len(content) { // the pixels begin, or it is broken
			return nil
		}
		if exif, ok := bytes.CutPrefix(content[at+4:at+2+length], []byte("Exif\x00\x00")); marker == 0xe1 && ok {
			return exif
		}
		at += 2 + length
	}
	return nil
}

// exifOfPNG finds the Exif data of a PNG: the chunk eXIf.
func exifOfPNG(content []byte) []byte {
	for at := int64(8); at+8 <= int64(len(content)); {
		length := int64(binary.BigEndian.Uint32(content[at:]))
		if at+8+length > int64(len(content)) {
			return nil
		}
		if string(content[at+4:at+8]) == "eXIf" {
			return content[at+8 : at+8+length]
		}
		at += 12 + length
	}
	return nil
}

// exifOfWebP finds the Exif data of a WebP: the chunk EXIF.
func exifOfWebP(content []byte) []byte {
	exif, _ := chunkOfWebP(content, "EXIF")
	return bytes.TrimPrefix(exif, []byte("Exif\x00\x00"))
}

// chunkOfWebP finds the first chunk of a WebP that has one of the names.
func chunkOfWebP(content []byte, names ...string) (chunk []byte, name string) {
	for at := int64(12); at+8 <= int64(len(content)); {
		length := int64(binary.LittleEndian.Uint32(content[at+4:]))
		if at+8+length > int64(len(content)) {
			return nil, ""
		}
		if name = string(content[at : at+4]); slices.Contains(names, name) {
			return content[at+8 : at+8+length], name
		}
		at += 8 + length + length&1
	}
	return nil, ""
}

// configOfWebP reads how large the pixels of a WebP really are. Where there is a canvas (VP8X) the decoder takes its word for
// it and doesn't compare.
//
// SECURITY: a small canvas around a large frame would take any amount of memory, and make the transparency too short.
func configOfWebP(r *bytes.Reader) (image.Config, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return image.Config{}, err
	}
	said, err := webp.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return image.Config{}, err
	}
	var frame image.Config
	switch chunk, name := chunkOfWebP(content, "VP8 ", "VP8L"); name {
	case "VP8 ":
		d := vp8.NewDecoder()
		d.Init(bytes.NewReader(chunk), len(chunk))
		head, err := d.DecodeFrameHeader()
		if err != nil {
			return image.Config{}, err
		}
		frame.Width, frame.Height = head.Width, head.Height
	case "VP8L":
		if frame, err = vp8l.DecodeConfig(bytes.NewReader(chunk)); err != nil {
			return image.Config{}, err
		}
	}
	if frame.Width != said.Width || frame.Height != said.Height {
		return image.Config{}, errors.New("the frame is not as large as the canvas")
	}
	return frame, nil
}
