// Bags
