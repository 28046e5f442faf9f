// Package checkdigit knows which Norwegian numbers are possible: their digits are weighed, and the sum is a multiple of eleven. It knows
// nothing of whom the numbers are of.
package checkdigit

// Organisation reports whether the text is an organisation number: nine digits of which the last is the check digit.
func Organisation(text string) bool {
	return digits(text, 9) && text != "000000000" && weighed(text, 3, 2, 7, 6, 5, 4, 3, 2, 1)
}

// Identity reports whether the text is a national identity number, a D-number or a synthetic one: eleven digits, a day and a month, where
// days are + 40 in D-numbers and months + 40, + 65 or + 80 in synthetic numbers, and two check digits.
func Identity(text string) bool {
	if !digits(text, 11) {
		return false
	}
	day, month := int(text[0]-'0')*10+int(text[1]-'0'), int(text[2]-'0')*10+int(text[3]-'0')
	if day > 40 {
		day -= 40
	}
	for _, synthetic := range []int{80, 65, 40} {
		if month > synthetic {
			month -= synthetic
			break
		}
	}
	return day >= 1 && day <= 31 && month >= 1 && month <= 12 &&
		weighed(text, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) && weighed(text, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
}

// weighed reports whether the digits, each times its weight, sum to a multiple of eleven.
func weighed(text string, weights ...int) bool {
	sum := 0
	for i, w := range weights {
		sum += int(text[i]-'0') * w
	}
	return sum%11 == 0
}

// digits reports whether the text is exactly n digits.
func digits(text string, n int) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return len(text) == n
}
