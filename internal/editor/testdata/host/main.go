// Command host composes plugins whose settings have every form.
package main

func main() {}
