package file_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image/color"
	"testing"

	"kobo/internal/fault"
	"kobo/internal/file"
	"kobo/internal/message"
)

func TestSniff(t *testing.T) {
	t.Parallel()
	small := corners(8, 8)
	encrypted := word(t)
	encrypted[6] |= 1                                              // the local header
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1 // the directory's
	bomb := word(t)
	binary.LittleEndian.PutUint32(bomb[bytes.Index(bomb, []byte("PK\x01\x02"))+24:], 0xfffffff0) // says it unpacks to 4 GiB
	for _, c := range []struct {
		name    string
		content []byte
		want    string // a media type, or the key of the refusal
	}{
		{"bilde.jpg", asJPEG(t, small), file.JPEG},
		{"BILDE.JPEG", asJPEG(t, small), file.JPEG},
		{"bilde.png", asPNG(t, small), file.PNG},
		{"bilde.webp", asWebP(3, 3, color.NRGBA{1, 2, 3, 255}), file.WebP},
		{"kontrakt.pdf", []byte(pdf), file.PDF},
		{"kontrakt.docx", word(t), file.Word},
		{"boliger.xlsx", workbook(t), file.Workbook},
		{"kontrakt.odt", openText(t, "<manifest/>"), file.OpenText},
		{"boliger.csv", []byte("\xef\xbb\xbfgate;nr\nStorgata;1\n"), file.CSV},
		{"boliger.csv", []byte("gate;nr\r\nBj\xf8rkeveien;1\r\n"), file.CSVWestern},
		{"notat.txt", []byte("Bjørkeveien 1\n"), file.Text},
		{"notat.txt", []byte("Bj\xf8rkeveien 1\n"), file.TextWestern},
		{"notat.txt", []byte("1 < 2 og 3 > 2"), file.Text},

		{"bilde.jpg", nil, "file.empty"},
		{"bilde.png", asJPEG(t, small), "file.mismatch"},
		{"bilde.jpg", []byte(pdf), "file.mismatch"},
		{"bilde", asJPEG(t, small), "file.mismatch"},
		{"faktura.pdf.exe", []byte(pdf), "file.mismatch"},
		{"boliger.docx", workbook(t), "file.mismatch"},
		{"boliger.xlsm", workbook(t), "file.mismatch"},

		{"side.html", []byte("<!doctype html><script>alert(1)</script>"), "file.type"},
		{"side.txt", []byte("<!doctype html><script>alert(1)</script>"), "file.type"},
		{"side.csv", []byte(" \n\t<script>alert(1)</script>"), "file.type"},
		{"tegning.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "file.type"},
		{"tegning.txt", []byte(`<?xml version="1.0"?><svg onload="alert(1)"/>`), "file.type"},
		{"program.txt", []byte("#!/bin/sh\nrm -rf /\n"), "file.type"},
		{"program.exe", []byte("MZ\x90\x00\x03"), "file.type"},
		{"program.txt", []byte("MZ\x90\x00\x03"), "file.type"},
		{"program.jpg", []byte("\x7fELF\x02\x01\x01"), "file.type"},
		{"program.js", []byte("alert(1)"), "file.type"},
		{"bilde.gif", []byte("GIF89a\x01\x00\x01\x00"), "file.type"},
		{"skrift.txt", []byte("\xff\xfeh\x00e\x00i\x00"), "file.type"},
		{"skrift.txt", []byte("\x81\x8d ikke Windows-1252"), "file.type"},
		{"IMG_1.HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "file.heic"},
		{"arkiv.zip", archive(t, "a.txt", "hei"), "file.type"},
		{"kontrakt.docx", archive(t, "word/document.xml", "<w:document/>"), "file.type"},
		{"kontrakt.docx", []byte("PK\x03\x04 og ikke mer"), "file.damaged"},
		{"kontrakt.docx", archive(t, "[Content_Types].xml", "", "word/document.xml", "", "word/vbaProject.bin", "Sub"), "file.macros"},
		{"kontrakt.odt", archive(t, "mimetype", file.OpenText, "Basic/Standard/Module1.xml", "Sub"), "file.macros"},
		{"kontrakt.odt", openText(t, "<manifest:encryption-data/>"), "file.encrypted"},
		{"kontrakt.odt", archive(t, "mimetype", file.OpenText), "file.encrypted"},
		{"kontrakt.docx", encrypted, "file.encrypted"},
		{"kontrakt.docx", compound("EncryptedPackage"), "file.encrypted"},
		{"kontrakt.doc", compound("WordDocument"), "file.old"},
		{"kontrakt.pdf", []byte("%PDF-1.7\ntrailer<</Root 1 0 R/Encrypt 5 0 R>>"), "file.encrypted"},
		{"kontrakt.pdf", []byte("%PDF-1.7\ntrailer<</Encrypt<</Filter/Standard>>>>"), "file.encrypted"},
		{"kontrakt.docx", bomb, "file.bomb"},
	} {
		got, err := file.Sniff(c.content, c.name)
		if f := (*fault.Error)(nil); errors.As(err, &f) {
			got = f.Message
			if f.Code != fault.Invalid || f.Field != "file" || !message.Has(f.Message) {
				t.Errorf("%s: the refusal is %v", c.name, err)
			}
		} else if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got != c.want {
			t.Errorf("%s (%.12q…): %s, not %s", c.name, c.content, got, c.want)
		}
	}
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte(pdf), "a.pdf")
	f.Add(word(f), "a.docx")
	f.Add(openText(f, "<manifest/>"), "a.odt")
	f.Fuzz(func(t *testing.T, content []byte, name string) {
		if _, err := file.Sniff(content, name); err != nil && fault.CodeOf(err) != fault.Invalid {
			t.Errorf("unexpected: %v", err)
		}
	})
}
