package synthetic

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
)

const (
	photoWidth  = 640
	photoHeight = 480
)

// Photo draws a picture of a house with the word SYNTETISK across the sky, as a JPEG file of some twenty kilobytes. The same
// seed gives the same picture.
func Photo(seed uint64) []byte {
	r := random{rand.New(rand.NewPCG(seed, 0x686f7573))}
	c := &canvas{image.NewRGBA(image.Rect(0, 0, photoWidth, photoHeight)), r}
	horizon := 300 + r.IntN(60)
	c.gradient(0, horizon, color.RGBA{uint8(90 + r.IntN(80)), 150, 215, 255}, color.RGBA{225, 235, 245, 255})
	c.gradient(horizon, photoHeight, color.RGBA{95, uint8(135 + r.IntN(50)), 75, 255}, color.RGBA{60, 100, 50, 255})
	c.house(horizon)
	c.word(Mark)
	c.grain(5)
	var file bytes.Buffer
	_ = jpeg.Encode(&file, c.img, &jpeg.Options{Quality: 62}) // a buffer never fails and the size is small enough
	return file.Bytes()
}

// canvas is a picture being drawn.
type canvas struct {
	img *image.RGBA
	random
}

func (c *canvas) fill(x0, y0, x1, y1 int, col color.RGBA) {
	for y := max(y0, 0); y < min(y1, photoHeight); y++ {
		for x := max(x0, 0); x < min(x1, photoWidth); x++ {
			c.img.SetRGBA(x, y, col)
		}
	}
}

func (c *canvas) gradient(y0, y1 int, from, to color.RGBA) {
	blend := func(a, b uint8, y int) uint8 { return uint8(int(a) + (int(b)-int(a))*(y-y0)/(y1-y0)) }
	for y := y0; y < y1; y++ {
		c.fill(0, y, photoWidth, y+1, color.RGBA{blend(from.R, to.R, y), blend(from.G, to.G, y), blend(from.B, to.B, y), 255})
	}
}

// walls are colours that houses are painted in.
var walls = []color.RGBA{
	{150, 40, 35, 255}, {235, 230, 215, 255}, {215, 175, 70, 255}, {95, 115, 130, 255}, {120, 130, 95, 255}, {245, 245, 245, 255},
}

func (c *canvas) house(horizon int) {
	floors := c.between(1, 4)
	columns := c.between(2, 6)
	const storey, bay = 58, 70
	width, height := columns*bay+30, floors*storey+14
	left, bottom := (photoWidth-width)/2+c.between(-30, 30), horizon+50
	top := bottom - height
	wall := pick(c.random, walls)
	c.fill(left, top, left+width, bottom, wall)
	darker := func(v uint8) uint8 { return uint8(int(v) * 8 / 10) }
	for y := top; y < bottom; y += 7 { // boards
		c.fill(left, y, left+width, y+1, color.RGBA{darker(wall.R), darker(wall.G), darker(wall.B), 255})
	}
	roof := color.RGBA{uint8(50 + c.IntN(40)), uint8(45 + c.IntN(20)), 50, 255}
	rise := 40 + c.IntN(50)
	for i := range rise {
		inset := (rise - i) * (width/2 + 16) / (2 * rise)
		c.fill(left-16+inset, top-rise+i, left+width+16-inset, top-rise+i+1, roof)
	}
	frame, glass := color.RGBA{250, 250, 250, 255}, color.RGBA{70, 90, 115, 255}
	door := c.IntN(columns)
	for f := range floors {
		for k := range columns {
			x, y := left+15+k*bay+15, top+14+f*storey
			if f == floors-1 && k == door {
				c.fill(x, y-4, x+36, bottom, color.RGBA{85, 55, 40, 255})
				c.fill(x+28, y+20, x+32, y+24, color.RGBA{220, 190, 90, 255})
				continue
			}
			c.fill(x-3, y-3, x+43, y+37, frame)
			c.fill(x, y, x+40, y+34, glass)
			c.fill(x+19, y, x+21, y+34, frame)
		}
	}
}

// letters are the letters of the mark, five by seven points, a row each from the top.
var letters = map[rune][7]uint8{
	'S': {0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110},
	'Y': {0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100},
	'N': {0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001},
	'T': {0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100},
	'E': {0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111},
	'I': {0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110},
	'K': {0b10001, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010, 0b10001},
}

// word writes the word near the top in dark on a light band, so that it can be read whatever is behind.
func (c *canvas) word(text string) {
	const point, gap = 6, 6
	runes := []rune(text)
	x := (photoWidth - len(runes)*(5+1)*point) / 2
	c.fill(x-12, 10, photoWidth-x+12, 18+7*point+8, color.RGBA{255, 255, 255, 255})
	for _, l := range runes {
		for row, bits := range letters[l] {
			for col := range 5 {
				if bits&(0b10000>>col) != 0 {
					c.fill(x+col*point, 18+row*point, x+(col+1)*point, 18+(row+1)*point, color.RGBA{150, 20, 20, 255})
				}
			}
		}
		x += 5*point + gap
	}
}

// grain roughens the picture, as a photo is.
func (c *canvas) grain(most int) {
	for i := range c.img.Pix {
		if i%4 == 0 {
			shift := c.between(-most, most)
			for k := range 3 {
				c.img.Pix[i+k] = uint8(min(max(int(c.img.Pix[i+k])+shift, 0), 255))
			}
		}
	}
}
